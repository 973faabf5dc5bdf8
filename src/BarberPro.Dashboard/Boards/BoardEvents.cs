using Microsoft.AspNetCore.Components;

namespace BarberPro.Dashboard.Boards;

/// <summary>
/// What a hand does on the board: &lt;board-drag&gt; follows pointer and keys in the browser and tells the circuit what came of it.
/// A tile has no handlers of its own, so that five hundred of them weigh nothing here.
/// </summary>
public sealed class BoardActEventArgs : EventArgs
{
    /// <summary>"move", "hover" (over another place, or nowhere), "open", "pick" (select or not), "undo", "add", "clear".</summary>
    public string Kind { get; set; } = "";

#pragma warning disable CA1819 // written by the browser's JSON
    public long[] Cards { get; set; } = [];
#pragma warning restore CA1819

    /// <summary>Where the cards were when they were taken up; another writer may have moved them since.</summary>
    public string FromBlock { get; set; } = "";

    public string FromColumn { get; set; } = "";

    public string Block { get; set; } = "";

    public string Column { get; set; } = "";

    /// <summary>The card above; null for the top.</summary>
    public long? After { get; set; }
}

/// <summary>A draft was put back whose field somebody else had changed meanwhile: what it was written upon.</summary>
public sealed class DraftEventArgs : EventArgs
{
    public string Field { get; set; } = "";

    public string Base { get; set; } = "";
}

/// <summary>What is done to an item of the open card's checklist, which may be long: one handler for all of it.</summary>
public sealed class ItemEventArgs : EventArgs
{
    /// <summary>"tick", "edit", "remove".</summary>
    public string Act { get; set; } = "";

    public long Item { get; set; }
}

[EventHandler("onboardact", typeof(BoardActEventArgs), enableStopPropagation: true, enablePreventDefault: true)]
[EventHandler("onboarddraft", typeof(DraftEventArgs), enableStopPropagation: true, enablePreventDefault: true)]
[EventHandler("onboarditem", typeof(ItemEventArgs), enableStopPropagation: true, enablePreventDefault: true)]
public static class EventHandlers;

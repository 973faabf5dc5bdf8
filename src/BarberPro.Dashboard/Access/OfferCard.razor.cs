using Microsoft.AspNetCore.Components;

namespace BarberPro.Dashboard.Access;

/// <summary>Asks once more before a dangerous action, and for the password where the last proof is old.</summary>
public sealed partial class OfferCard
{
    private ElementReference _first, _yes;
    private string _password = "";
    private bool _isTaking;

    [Parameter, EditorRequired] public string Question { get; set; } = "";

    [Parameter] public bool AsksPassword { get; set; }

    [Parameter] public string Fault { get; set; } = "";

    /// <summary>With the password that was typed, or an empty one.</summary>
    [Parameter] public EventCallback<string> OnTake { get; set; }

    [Parameter] public EventCallback OnCancel { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await (AsksPassword ? _first : _yes).FocusAsync();
        }
    }

    private async Task TakeAsync()
    {
        // A second click may come before the first has disabled the button.
        if (_isTaking)
        {
            return;
        }

        _isTaking = true;
        try
        {
            await OnTake.InvokeAsync(_password);
        }
        finally
        {
            (_isTaking, _password) = (false, "");
        }
    }
}

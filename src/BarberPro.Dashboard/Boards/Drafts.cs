using Microsoft.JSInterop;

namespace BarberPro.Dashboard.Boards;

/// <summary>What is being typed is kept in the browser, per field; here it is let go of once it is saved or thrown away.</summary>
internal sealed class Drafts(IJSRuntime script)
{
    public async Task ForgetAsync(params IReadOnlyList<string> keys)
    {
        try
        {
            foreach (var key in keys)
            {
                await script.InvokeVoidAsync("sessionStorage.removeItem", $"board-draft:{key}");
            }
        }
        catch (JSException) { /* a browser that keeps nothing has nothing to forget */ }
        catch (JSDisconnectedException) { /* the page is gone; at worst the draft is offered again */ }
    }
}

using System.Collections.Immutable;
using System.Globalization;
using BarberPro.Dashboard.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Npgsql;

namespace BarberPro.Dashboard.Access;

/// <summary>Keys of scripts and of walls. A new one is on the screen once.</summary>
public sealed partial class KeysPage : IDisposable
{
    private readonly CancellationTokenSource _disposal = new();
    private ImmutableArray<ApiKeyRow> _keys = [];
    private ImmutableArray<WallKeyRow> _walls = [];
    private string _name = "", _wallName = "", _made = "", _madeName = "", _fault = "";
    private Role _role = Role.Viewer;
    private int _days = 90;
    private Pending? _pending;
    private string _pendingFault = "";

    [Inject] private Keys Store { get; set; } = default!;

    [Inject] private Offers Offers { get; set; } = default!;

    [Inject] private TimeProvider Clock { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [Inject] private IStringLocalizer<AccessTexts> Texts { get; set; } = default!;

    public void Dispose()
    {
        _disposal.Cancel();
        _disposal.Dispose();
    }

    protected override Task OnInitializedAsync() => ReadAsync();

    private async Task ReadAsync() => (_keys, _walls) = (await Store.ReadAsync(_disposal.Token), await Store.ReadWallsAsync(_disposal.Token));

    private string AgeOf(DateTimeOffset? at) => at is { } seen ? Texts["Ago", NumberText.Age(Clock.GetUtcNow() - seen, CultureInfo.CurrentCulture)] : "–";

    private string DateOf(DateTimeOffset? at) => at is not { } end ? Texts["UntilRevoked"] : end <= Clock.GetUtcNow() ? Texts["HasEnded"] : end.ToString("d", CultureInfo.CurrentCulture);

    private Task AddAsync()
    {
        var (name, role, days) = (_name.Trim(), _role, _days);
        return !Keys.IsName(name) ? Task.CompletedTask : OfferAsync(Texts["Ask-key.made", name, Texts[$"Role-{role}"]], "key.made", name, Keys.TargetOf(name, role), async actor =>
        {
            (_, _made) = await Store.AddAsync(actor, name, role, days == 0 ? null : Clock.GetUtcNow().AddDays(days), _disposal.Token);
            (_madeName, _name) = (name, "");
        });
    }

    private Task AddWallAsync()
    {
        var name = _wallName.Trim();
        return !Keys.IsName(name) ? Task.CompletedTask : OfferAsync(Texts["Ask-wall-key.made", name], "wall-key.made", name, name, async actor =>
        {
            var (_, key) = await Store.AddWallAsync(actor, name, _disposal.Token);
            (_made, _madeName, _wallName) = (Navigation.ToAbsoluteUri($"{AccessEndpoints.WallPath}?key={key}").ToString(), name, "");
        });
    }

    private Task RevokeAsync(Guid id, string name) => OfferAsync(Texts["Ask-key.revoked", name], "key.revoked", name, id.ToString(), actor => Store.RevokeAsync(actor, id, _disposal.Token));

    private Task RevokeWallAsync(Guid id, string name) => OfferAsync(Texts["Ask-wall-key.revoked", name], "wall-key.revoked", name, id.ToString(), actor => Store.RevokeWallAsync(actor, id, _disposal.Token));

    private Task OfferAsync(string question, string action, string subject, string target, Func<Actor, Task> work) => TryAsync(async () =>
    {
        (_made, _pendingFault, _pending) = ("", "", null);
        if (await Offers.MakeAsync(Policies.Admin, action, subject, target, version: "", needsProof: true, _disposal.Token) is { } offer)
        {
            _pending = new Pending(question, offer, work);
        }
        else
        {
            _fault = Texts["NotYours"];
        }
    });

    private Task TakeAsync(string password) => TryAsync(async () =>
    {
        if (_pending is not { } pending)
        {
            return;
        }

        var (answer, actor) = await Offers.TakeAsync(pending.Offer, password, _disposal.Token);
        if (answer == OfferAnswer.PasswordWrong)
        {
            _pendingFault = Texts["PasswordWrong"]; // the ticket is still whole
            return;
        }

        (_pending, _pendingFault) = (null, "");
        if (actor is null)
        {
            _fault = Texts[answer switch { OfferAnswer.NotYours => "NotYours", OfferAnswer.SignInAgain => "ProofIsOldDetail", _ => "OfferStale" }];
            return;
        }

        await pending.Work(actor);
        await ReadAsync();
    });

    private void Cancel() => _pending = null;

    private async Task TryAsync(Func<Task> work)
    {
        _fault = "";
        try
        {
            await work();
        }
        catch (AuditUnavailableException)
        {
            _fault = Texts["AuditAway"];
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            _fault = Texts["TryAgainLater"];
        }
    }

    private sealed record Pending(string Question, Offer Offer, Func<Actor, Task> Work);
}

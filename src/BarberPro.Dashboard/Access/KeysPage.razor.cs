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

    [Inject] private Keys Store { get; set; } = default!;

    [Inject] private Permission Permission { get; set; } = default!;

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

    private Task AddAsync() => Keys.IsName(_name)
        ? TryAsync("key.made", _name, async actor =>
        {
            (_, _made) = await Store.AddAsync(actor, _name, _role, _days == 0 ? null : Clock.GetUtcNow().AddDays(_days), _disposal.Token);
            (_madeName, _name) = (_name, "");
        })
        : Task.CompletedTask;

    private Task AddWallAsync() => Keys.IsName(_wallName)
        ? TryAsync("wall-key.made", _wallName, async actor =>
        {
            var (_, key) = await Store.AddWallAsync(actor, _wallName, _disposal.Token);
            (_made, _madeName, _wallName) = (Navigation.ToAbsoluteUri($"{AccessEndpoints.WallPath}?key={key}").ToString(), _wallName, "");
        })
        : Task.CompletedTask;

    private Task RevokeAsync(Guid id, string name) => TryAsync("key.revoked", name, actor => Store.RevokeAsync(actor, id, _disposal.Token));

    private Task RevokeWallAsync(Guid id, string name) => TryAsync("wall-key.revoked", name, actor => Store.RevokeWallAsync(actor, id, _disposal.Token));

    private async Task TryAsync(string action, string subject, Func<Actor, Task> work)
    {
        (_fault, _made) = ("", "");
        try
        {
            if (await Permission.AskAsync(Policies.Admin, action, subject, _disposal.Token) is { } actor)
            {
                await work(actor);
                await ReadAsync();
            }
            else
            {
                _fault = Texts["NotYours"];
            }
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
}

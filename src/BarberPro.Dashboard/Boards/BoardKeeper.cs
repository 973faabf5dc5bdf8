using System.Collections.Immutable;
using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Live;
using Npgsql;

namespace BarberPro.Dashboard.Boards;

/// <summary>
/// Keeps the board of the day in view in memory and publishes it: what this program changes is put in right after it is committed, what others
/// change is read when the database says so, and now and then all of it is read, whatever was missed. Cards that did not change stay the same objects.
/// </summary>
internal sealed partial class BoardKeeper(BoardStore store, LiveValue<DaySnapshot> days, LiveValue<BoardSnapshot> live, LiveBroadcaster broadcaster, NpgsqlDataSource dataSource,
    TimeProvider clock, ILogger<BoardKeeper> logger, AccessBook? book = null) : BackgroundService
{
    /// <summary>A net below the notifications.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly Dictionary<long, StoredBoardCard> _cards = [];
    private DaySnapshot? _day;
    private StoredBoard? _board;
    private long _version;

    /// <summary>Of the day in view; null while it has no plan.</summary>
    public int? Day => days.Current.Number;

    /// <summary>The plan's roles, of the day in view.</summary>
    public IEnumerable<string> Roles(int day) => days.Current is { } current && current.Number == day ? current.People.Select(person => person.Role) : [];

    private IEnumerable<string> PeopleNow => book?.Now.People.Values.Select(person => person.Name) ?? [];

    /// <summary>The board of any day; of the one in view as it is shown.</summary>
    /// <returns>Null where there is no such day.</returns>
    public async Task<BoardSnapshot?> FindAsync(int number, DayStore plans, CancellationToken cancellationToken)
    {
        if (live.Current is { } shown && shown.Day == number)
        {
            return shown;
        }

        return await store.ReadAsync(number, cancellationToken) is { } board && await plans.ReadDayAsync(number, cancellationToken) is { } day
            ? BoardRules.Show(board, DayRules.Show(day, await plans.ReadPartsAsync(number, cancellationToken), [], new DaysOptions()), PeopleNow, BoardSnapshot.Loading) : null;
    }

    /// <summary>What this program just changed, as it was committed.</summary>
    public void Take(int day, long version, IReadOnlyCollection<StoredBoardCard> cards)
    {
        lock (_lock)
        {
            if (_board?.Day != day)
            {
                return; // another day's, or the first read is still on its way
            }

            foreach (var card in cards.Where(card => card.Day == day))
            {
                Put(card);
            }

            // Where one is between, another node changed it: its notification is on its way, and reads from here.
            _version = version == _version + 1 ? version : _version;
            Publish(version);
        }
    }

    /// <summary>Reads everything again, now.</summary>
    public Task ReadAsync(CancellationToken cancellationToken) => ReadAsync(all: true, cancellationToken);

    /// <summary>The first read is done before the host is ready, where the database answers.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryReadAsync(all: true, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _reading.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(FollowDayAsync(stoppingToken), HearAsync(stoppingToken));

    private async Task FollowDayAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var day in days.WatchAsync(stoppingToken))
            {
                while (!ReferenceEquals(Volatile.Read(ref _day), day) && ReferenceEquals(days.Current, day) && !await TryReadAsync(all: true, stoppingToken))
                {
                    await Task.Delay(RetryInterval, clock, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
    }

    private async Task HearAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested && exception is NpgsqlException or IOException or TimeoutException)
            {
                Log.Away(logger, exception.Message);
                await Task.Delay(RetryInterval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
        }
    }

    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(stoppingToken);
        await using (var listen = new NpgsqlCommand("listen board", connection))
        {
            await listen.ExecuteNonQueryAsync(stoppingToken);
        }

        var isHeard = false;
        while (true)
        {
            await ReadAsync(all: !isHeard, stoppingToken);
            isHeard = await connection.WaitAsync(LookInterval, stoppingToken);
        }
    }

    private async Task<bool> TryReadAsync(bool all, CancellationToken cancellationToken)
    {
        try
        {
            await ReadAsync(all, cancellationToken);
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is NpgsqlException or IOException or TimeoutException)
        {
            Log.Away(logger, exception.Message);
            return false;
        }
    }

    /// <param name="all">Else only what has a newer version than is known: mostly nothing, since one's own changes are heard of too.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    private async Task ReadAsync(bool all, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken); // the newest look is the last to be kept
        try
        {
            var day = days.Current;
            if (day.Number is not { } number)
            {
                Reset(day, null);
                return;
            }

            var known = Interlocked.Read(ref _version);
            if (!all && _board is { } kept && kept.Day == number && ReferenceEquals(_day, day) && await store.ReadVersionAsync(number, cancellationToken) == (known, kept.ClosedAt is not null))
            {
                return;
            }

            all |= _board?.Day != number || !ReferenceEquals(_day, day);
            if ((all ? await store.ReadAsync(number, cancellationToken) : await store.ReadSinceAsync(number, known, cancellationToken)) is { } board)
            {
                Merge(day, board, all);
            }
            else
            {
                Reset(day, null);
            }
        }
        finally
        {
            _reading.Release();
        }
    }

    private void Reset(DaySnapshot day, StoredBoard? board)
    {
        lock (_lock)
        {
            _cards.Clear();
            (_day, _board, _version) = (day, board, 0);
            live.Publish(BoardSnapshot.Loading with { Date = day.Date });
        }
    }

    private void Merge(DaySnapshot day, StoredBoard board, bool all)
    {
        lock (_lock)
        {
            if (_board?.Day != board.Day)
            {
                _cards.Clear();
            }

            // Between the look and now this program may have changed more: what is newer here stays.
            if (all)
            {
                var seen = board.Cards.Select(card => card.Card.Id).ToHashSet();
                foreach (var gone in _cards.Values.Where(card => card.Seq <= board.Version && !seen.Contains(card.Card.Id)).Select(card => card.Card.Id).ToList())
                {
                    _cards.Remove(gone);
                }
            }

            foreach (var card in board.Cards)
            {
                Put(card);
            }

            _board = board;
            _day = day;
            _version = Math.Max(_version, board.Version);
            Publish(board.Version);
        }
    }

    private void Put(StoredBoardCard card)
    {
        if (_cards.GetValueOrDefault(card.Card.Id) is not { } known)
        {
            _cards.Add(card.Card.Id, card);
        }
        else if (known.Seq <= card.Seq)
        {
            _cards[card.Card.Id] = CardRules.Same(known.Card, card.Card) ? card with { Card = known.Card } : card;
        }
    }

    private void Publish(long version)
    {
        var before = live.Current;
        var after = BoardRules.Show(_board! with { Version = Math.Max(version, before.Day == _board!.Day ? before.Version : 0), Cards = [.. _cards.Values] }, _day!, PeopleNow, before);
        if (after != before)
        {
            live.Publish(after);
            broadcaster.PublishState("board", after.Version);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Changes of the board by other nodes cannot be heard of; it stays as it is: {Reason}")]
        public static partial void Away(ILogger logger, string reason);
    }
}

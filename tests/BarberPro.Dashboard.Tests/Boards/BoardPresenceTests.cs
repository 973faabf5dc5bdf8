using AwesomeAssertions;
using BarberPro.Dashboard.Boards;
using BarberPro.Dashboard.Live;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BarberPro.Dashboard.Tests.Boards;

public sealed class BoardPresenceTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly BoardPresence _presence;

    public BoardPresenceTests() => _presence = new BoardPresence(new LiveValue<PresenceSnapshot>(PresenceSnapshot.Nobody), _clock);

    private IEnumerable<Presence> Viewers => _presence.Live.Current.Viewers;

    [Fact]
    public void Join_Once_IsSeenAtOnce_AndGoneWhenDisposed()
    {
        var handle = _presence.Join("Martina");
        Viewers.Should().ContainSingle().Which.Person.Should().Be("Martina");

        handle.Dispose();
        _clock.Advance(TimeSpan.FromMilliseconds(100));

        Viewers.Should().BeEmpty();
    }

    [Fact]
    public void Show_ManyTimesWithinAMoment_IsToldOnceWithTheLast()
    {
        var handle = _presence.Join("Martina");
        _clock.Advance(TimeSpan.FromMilliseconds(100));
        handle.Show(null, 12, "afternoon/doing/");
        var first = _presence.Live.Current;
        for (var turn = 1; turn <= 50; turn++)
        {
            handle.Show(null, 12, $"afternoon/doing/{turn}");
        }

        _presence.Live.Current.Should().BeSameAs(first);
        _clock.Advance(TimeSpan.FromMilliseconds(100));

        Viewers.Single().MovingTo.Should().Be("afternoon/doing/50");
    }

    [Fact]
    public void Circuit_ConnectionGone_IsNotSeen_AndBackWhenItIs()
    {
        var circuit = new PresenceCircuit();
        var handle = _presence.Join("Martina");
        circuit.Follow(handle);
        handle.Show(12, 12, "afternoon/doing/");
        _clock.Advance(TimeSpan.FromMilliseconds(200));

        circuit.OnConnectionDownAsync(null!, TestContext.Current.CancellationToken);
        _clock.Advance(TimeSpan.FromMilliseconds(200));
        Viewers.Should().BeEmpty();

        circuit.OnConnectionUpAsync(null!, TestContext.Current.CancellationToken);
        _clock.Advance(TimeSpan.FromMilliseconds(200));
        Viewers.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Person = "Martina", Editing = 12L, Moving = (long?)null });
    }

    [Fact]
    public void Marks_OwnPresence_IsNotShownToOneself()
    {
        var me = _presence.Join("Martina");
        _clock.Advance(TimeSpan.FromMilliseconds(100));
        var other = _presence.Join("Sofía Ríos");
        me.Show(1, 2, "afternoon/doing/");
        other.Show(3, 4, "evening/todo/9");
        _clock.Advance(TimeSpan.FromMilliseconds(300));

        var marks = BoardMarks.None with { Viewer = me.Viewer, Presence = _presence.Live.Current };

        (marks.EditorOf(1), marks.MoverOf(2), marks.EditorOf(3), marks.MoverOf(4)).Should().Be(("", "", "Sofía Ríos", "Sofía Ríos"));
        marks.LandingAt("evening", "todo").Should().ContainSingle().Which.After.Should().Be(9);
        marks.LandingAt("afternoon", "doing").Should().BeEmpty();
    }
}

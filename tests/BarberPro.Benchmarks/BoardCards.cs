using System.Buffers.Text;
using System.Diagnostics;
using System.Text;

namespace BarberPro.Benchmarks;

/// <summary>
/// Cards that are moved, and who has seen which move. Each move writes its number into the card's title ("CDN optimization [b2:17]": of round b the 17th move
/// of card 2), so that a screen shows with the title how far it has come; a later move of a card shows the earlier ones too.
/// </summary>
internal sealed class BoardCards(char round, IReadOnlyList<BoardCards.Card> cards, int screens)
{
    private readonly byte[] _mark = Encoding.ASCII.GetBytes($" [{round}");

    /// <param name="Title">Without a move's number.</param>
    internal sealed record Card(string Id, string Title)
    {
        private readonly Lock _lock = new();
        private readonly List<Move> _moves = [];

        public required int Version { get; set; }

        public required string Column { get; set; }

        public int Moved
        {
            get { lock (_lock) { return _moves.Count; } }
        }

        public Move Begin()
        {
            lock (_lock)
            {
                _moves.Add(new Move(Stopwatch.GetTimestamp()));
                return _moves[^1];
            }
        }

        public IReadOnlyList<Move> Between(int after, int until)
        {
            lock (_lock)
            {
                return _moves[after..until];
            }
        }
    }

    /// <param name="Began">When it was sent to the server.</param>
    internal sealed record Move(long Began)
    {
        private int _seen;
        private long _last;

        public int Seen => Volatile.Read(ref _seen);

        /// <summary>Until the last screen that has seen it so far.</summary>
        public double Milliseconds => Stopwatch.GetElapsedTime(Began, Volatile.Read(ref _last)).TotalMilliseconds;

        public void SeenAt(long at)
        {
            Volatile.Write(ref _last, at);
            Interlocked.Increment(ref _seen);
        }
    }

    /// <summary>One open board; its batches come one after the other.</summary>
    internal sealed class Screen(BoardCards board)
    {
        private readonly int[] _shown = new int[board.Cards.Count];

        public int Shown(int card) => Volatile.Read(ref _shown[card]);

        /// <summary>Looks through what is drawn, a batch or a page, for moves.</summary>
        public void Read(ReadOnlySpan<byte> drawn)
        {
            var at = Stopwatch.GetTimestamp();
            for (var next = drawn.IndexOf(board._mark); next >= 0; next = drawn.IndexOf(board._mark))
            {
                drawn = drawn[(next + board._mark.Length)..];
                if (Utf8Parser.TryParse(drawn, out int card, out var digits) && card < _shown.Length && digits < drawn.Length && drawn[digits] == ':'
                    && Utf8Parser.TryParse(drawn[(digits + 1)..], out int number, out var more) && digits + 1 + more < drawn.Length && drawn[digits + 1 + more] == ']' && number > _shown[card])
                {
                    foreach (var move in board.Cards[card].Between(_shown[card], number))
                    {
                        move.SeenAt(at);
                    }

                    Volatile.Write(ref _shown[card], number);
                }
            }
        }
    }

    public IReadOnlyList<Card> Cards => cards;

    public int Screens => screens;

    public string TitleOf(int card) => cards[card].Moved is > 0 and var number ? $"{cards[card].Title} [{round}{card}:{number}]" : cards[card].Title;

    public IEnumerable<Move> Moves => cards.SelectMany(card => card.Between(0, card.Moved));
}

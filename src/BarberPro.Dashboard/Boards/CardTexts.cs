namespace BarberPro.Dashboard.Boards;

/// <summary>Names the resources of what is said about cards: why a change is refused, and what changed.</summary>
public sealed class CardTexts;

namespace BarberPro.Sandbox;

internal enum Fault { SlowDatabase, BadDeploy, TrafficSurge, PaymentProviderSlow, CachePurge, BotAttack }

internal static class Faults
{
    public static readonly string[] Names = ["slow-database", "bad-deploy", "traffic-surge", "payment-provider-slow", "cache-purge", "bot-attack"];

    public const int Count = 6;

    public static bool TryParse(string? name, out Fault fault)
    {
        var index = Array.IndexOf(Names, name);
        fault = (Fault)Math.Max(0, index);
        return index >= 0;
    }
}

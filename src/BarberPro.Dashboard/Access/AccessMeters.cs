using System.Diagnostics.Metrics;
using BarberPro.Dashboard.Live;

namespace BarberPro.Dashboard.Access;

internal sealed class AccessMeters(IMeterFactory factory)
{
    private readonly Counter<long> _refused = factory.Create(LiveMeters.Meter)
        .CreateCounter<long>("barberpro_access_refused_total", description: "Sign-ins, links, keys and requests that were refused.");

    public void Refused(string action) => _refused.Add(1, new KeyValuePair<string, object?>("action", action));
}

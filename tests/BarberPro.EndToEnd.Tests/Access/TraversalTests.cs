using System.Text;
using AwesomeAssertions;
using Xunit;

namespace BarberPro.EndToEnd.Tests.Access;

/// <summary>No way of writing a path leads out of wwwroot.</summary>
public sealed class TraversalTests(Pages.Dashboard dashboard)
{
    /// <summary>One step up, in the ways that one decoder or another would take for it.</summary>
    private static readonly string[] Steps =
    [
        "../", "%2e%2e/", "%2e./", ".%2e/", "%2E%2E/", "..%2f", "%2e%2e%2f", "%252e%252e/", "%252e%252e%252f", "..%252f", "%25252e%25252e%25252f",
        "..\\", "..%5c", "%2e%2e%5c", "%252e%252e%255c", "....//", "....\\/", "..;/", "..%00/", "..%00%2f", "..%0d%0a/", "..%09/", "..%20/", "..%u2215", "..%c0%af", "%c0%ae%c0%ae/", "%c0%ae%c0%ae%c0%af",
        "%e0%80%ae%e0%80%ae%e0%80%af", "%f0%80%80%ae%f0%80%80%ae/", "..%c1%9c", "..%ef%bc%8f", "%uff0e%uff0e/", "\u00c0\u00ae\u00c0\u00ae/", "..%ff/", "..%fe%ff/", "./../", "..././", "..%2f%2f", "//../", "%2f../",
    ];

    private static readonly string[] Roots = ["/", "/dist/", "/_content/MudBlazor/", "/_framework/", "/api/", "/api/days/", "/api/series/", "/language/"];

    private static readonly string[] Aims = ["appsettings.json", "BarberPro.Dashboard.dll", "plans/day-07.md", "etc/passwd", "BarberPro.Dashboard.runtimeconfig.json", "db/postgresql.conf"];

    /// <summary>What those files say, and no answer of ours does.</summary>
    private static readonly string[] Secrets = ["\"LogLevel\"", "This program cannot be run in DOS mode", "root:x:0:", "\"runtimeOptions\"", "shared_buffers", "**Date:**"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 300_000)]
    public async Task Path_ThatClimbs_NeverLeavesWwwroot()
    {
        var server = await dashboard.StartAsync();
        var targets = Targets().ToList();
        var wrong = new List<string>();

        foreach (var target in targets)
        {
            var (status, text) = await RawRequest.SendAsync(server.Address, target, $"Authorization: Bearer {Pages.DashboardProcess.Key}\r\n", Stop);
            if (status is < 300 or >= 500 || Secrets.Any(secret => text.Contains(secret, StringComparison.Ordinal)))
            {
                wrong.Add($"{status} {target}");
            }
        }

        targets.Should().HaveCountGreaterThanOrEqualTo(300).And.OnlyHaveUniqueItems();
        wrong.Should().BeEmpty();
        (await server.Http.GetAsync(server.Address + "/healthz", Stop)).IsSuccessStatusCode.Should().BeTrue();
    }

    /// <summary>Each step from each root, up by several depths, and a file that lies there; a third of the paths end in a query or a NUL.</summary>
    private static IEnumerable<string> Targets()
    {
        var number = 0;
        foreach (var root in Roots)
        {
            foreach (var step in Steps)
            {
                var path = new StringBuilder(root).Insert(root.Length, step, 1 + number % 8).Append(Aims[number % Aims.Length]);
                yield return path.Append((number++ % 5) switch { 3 => "%00.css", 4 => "?v=../../appsettings.json", _ => "" }).ToString();
            }
        }
    }
}

using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using AwesomeAssertions;
using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Tests.App;
using BarberPro.Dashboard.Tests.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BarberPro.Dashboard.Tests.Access;

/// <summary>Everybody goes everywhere: a stranger, a wall's screen, and a person and a key of each role call each endpoint and page of the running program.</summary>
public sealed partial class RoleWalkTests(Database database) : IClassFixture<Database>, IAsyncLifetime
{
    private const string Password = "four words are enough";
    private AccessHost _host = default!;
    private string _wallLink = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await AccessHost.ClearAsync(database.DataSource);
        _host = await AccessHost.StartAsync(database, Token, "--Access:Limits:SignInsAtOnce", "10000", "--Access:Limits:ApiAtOnce", "100000");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact(Timeout = 300_000)]
    public async Task Endpoint_CalledByEverybody_AnswersThoseWhoMayAndNobodyElse()
    {
        var everywhere = Listed.Of(_host.App.Services);
        var callers = await CallersAsync();
        var faults = new List<string>();
        var calls = 0;
        foreach (var one in everywhere)
        {
            foreach (var caller in callers)
            {
                using var answer = await caller.SendAsync(Request(one));
                calls++;
                var got = Outcome(answer);
                var expected = (one.Path, one.Method) == (OpenIdRefusedPage.Path, "GET") ? "refused" // that is what it says, to anybody
                    : one.Policy == Listed.Anybody || (one.Policy == Policies.Screen && caller.IsScreen) ? "in"
                    : caller.IsStranger ? "out"
                    : caller.Role >= (one.Policy == Policies.Screen ? Role.Viewer : RoleNames.Find(one.Policy)) ? "in" : "refused";
                if (got != expected)
                {
                    faults.Add($"{one} needs {one.Policy}: {caller.Name} is {got}, not {expected} ({(int)answer.StatusCode} {answer.Headers.Location})");
                }
            }
        }

        string.Join('\n', faults).Should().BeEmpty();
        calls.Should().Be(everywhere.Count * callers.Count).And.BeGreaterThan(500);
    }

    [Fact(Timeout = 60_000)]
    public async Task Readme_TableOfRoles_IsWhatTheCodeSays()
    {
        var table = new StringBuilder("| who | pages | calls |\n| --- | --- | --- |\n");
        foreach (var policy in (string[])[Listed.Anybody, Policies.Screen, .. Enum.GetValues<Role>().Select(RoleNames.Of)])
        {
            var all = Listed.Of(_host.App.Services).Where(one => one.Policy == policy && !one.IsOfTheFramework && !one.Path.StartsWith("/status/", StringComparison.Ordinal) && one.Path != "/not-found").ToList();
            table.Append(CultureInfo.InvariantCulture, $"| {policy} | {Join(all.Where(one => one.IsPage).Select(one => one.Path))} | {Join(all.Where(one => !one.IsPage).GroupBy(one => one.Path, one => one.Method).Select(group => $"{string.Join(", ", group)} {group.Key}"))} |\n");
        }

        (await File.ReadAllTextAsync(Path.Combine(Repository.Top, "README.md"), Token)).ReplaceLineEndings("\n").Should().Contain(table.ToString(), "the README's table of roles is this one");

        static string Join(IEnumerable<string> parts) => string.Join(" · ", parts.Distinct().Select(part => $"`{Constraint().Replace(part, "}")}`"));
    }

    private static string Outcome(HttpResponseMessage answer) => answer.StatusCode switch
    {
        HttpStatusCode.Unauthorized => "out",
        HttpStatusCode.Found when answer.Headers.Location?.OriginalString is { } to && (to == "/signin" || to.StartsWith("/signin?", StringComparison.Ordinal)) => "out",
        HttpStatusCode.Forbidden => "refused",
        _ => "in",
    };

    /// <summary>Nothing that is there is meant: what may be done to it would be done.</summary>
    private HttpRequestMessage Request(Listed one)
    {
        var path = one.Path == AccessEndpoints.WallPath ? _wallLink : one.Path
            .Replace("{id:guid}", Guid.NewGuid().ToString(), StringComparison.Ordinal).Replace("{id:int}", "987654", StringComparison.Ordinal).Replace("{id:long}", "987654", StringComparison.Ordinal).Replace("{change:long}", "987654", StringComparison.Ordinal).Replace("{number:int}", "987", StringComparison.Ordinal)
            .Replace("{documentName}", "v1", StringComparison.Ordinal).Replace("{documentName?}", "v1", StringComparison.Ordinal).Replace("{Code:int}", "400", StringComparison.Ordinal)
            .Replace("/language/{name}", "/language/en", StringComparison.Ordinal);
        path = Parameter().Replace(path, "nothing");
        return new HttpRequestMessage(new HttpMethod(one.Method), path) { Content = one.Method is "POST" or "PUT" or "PATCH" ? new StringContent("{}", Encoding.UTF8, "application/json") : null };
    }

    private async Task<List<Caller>> CallersAsync()
    {
        var walls = await _host.Get<Keys>().AddWallAsync(Actor.Itself, "NOC", Token);
        _wallLink = $"{AccessEndpoints.WallPath}?key={walls.Key}";
        var screen = _host.NewVisitor();
        await screen.GetAsync(_wallLink);
        var screens = screen.CookieHeader;
        List<Caller> callers = [new("a stranger", null, _host.NewClient(key: null), null), new("a screen", null, _host.NewClient(key: null), screens)];
        foreach (var role in Enum.GetValues<Role>())
        {
            var (_, key) = await _host.Get<Keys>().AddAsync(Actor.Itself, $"key {role}", role, null, Token);
            callers.Add(new($"a key of a {role}", role, _host.NewClient(key), null));
        }

        foreach (var role in Enum.GetValues<Role>())
        {
            using var scope = _host.App.Services.CreateScope();
            var person = new Person { Id = Guid.CreateVersion7(), Name = $"person {role}", Role = role, CreatedAt = DateTimeOffset.UtcNow };
            (await scope.ServiceProvider.GetRequiredService<UserManager<Person>>().CreateAsync(person, Password)).Succeeded.Should().BeTrue();
        }

        foreach (var role in Enum.GetValues<Role>())
        {
            var visitor = _host.NewVisitor();
            await visitor.SubmitAsync("/signin", "signin", ("name", $"person {role}"), ("password", Password));
            visitor.Cookies.Should().Contain(cookie => cookie.Name == "barberpro.session");
            callers.Add(new($"a person who is a {role}", role, _host.NewClient(key: null), visitor.CookieHeader));
        }

        return callers;
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(@":\w+\}|\?\}")]
    private static partial Regex Constraint();

    /// <summary>Takes no cookie that it is given: each call is made by the same caller.</summary>
    private sealed record Caller(string Name, Role? Role, HttpClient Client, string? Cookies)
    {
        public bool IsScreen => Role is null && Cookies is not null;

        public bool IsStranger => Role is null && Cookies is null;

        public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
        {
            if (Cookies is not null)
            {
                request.Headers.Add("Cookie", Cookies);
            }

            request.Headers.Add("Origin", "http://localhost");
            return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        }
    }
}

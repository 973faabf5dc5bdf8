using System.Net;
using AwesomeAssertions;
using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Tests.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BarberPro.Dashboard.Tests.Access;

public sealed class SignInTests(Database database) : IClassFixture<Database>, IAsyncLifetime
{
    private const string Password = "four words are enough";
    private AccessHost _host = default!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await AccessHost.ClearAsync(database.DataSource);
        _host = await AccessHost.StartAsync(database, Token, "--Access:Limits:SignInsAtOnce", "1000");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact(Timeout = 60_000)]
    public async Task FirstLink_OfTheReadyLine_MakesTheFirstAdministrator()
    {
        var link = await _host.Get<FirstLink>().PathAsync(Token);
        var visitor = _host.NewVisitor();
        (await visitor.GetAsync("/signin")).StatusCode.Should().Be(HttpStatusCode.OK);
        visitor.Text.Should().Contain("Nobody can sign in yet");

        (await visitor.SubmitAsync(link, "link")).Headers.Location!.ToString().Should().EndWith("/signin/welcome");
        (await visitor.SubmitAsync("/signin/welcome", "welcome", ("name", "Martina Gómez"), ("password", Password), ("again", Password))).StatusCode.Should().Be(HttpStatusCode.Found);

        (await visitor.GetAsync("/sources")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await _host.Get<FirstLink>().PathAsync(Token)).Should().Be("/signin", "an administrator can sign in now");
        var cookie = visitor.Cookies.Single(one => one.Name == "barberpro.session");
        (cookie.HttpOnly, cookie.Secure).Should().Be((true, false), "a script cannot read it, and over plain HTTP it would not be sent if secure");
        _host.Notes.Entries.Select(entry => entry.Action).Should().Contain("signin.done");
    }

    [Fact(Timeout = 60_000)]
    public async Task FirstLink_LeftBeforeThePasswordIsChosen_LeadsBackToTheWelcome()
    {
        var visitor = _host.NewVisitor();
        await visitor.SubmitAsync(await _host.Get<FirstLink>().PathAsync(Token), "link");

        foreach (var path in new[] { "/", "/sources", "/people", "/me" })
        {
            (await visitor.GetAsync(path)).Headers.Location!.ToString().Should().Be("/signin/welcome", path);
        }

        (await visitor.GetAsync("/signin/welcome")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await visitor.GetAsync("/api/day")).StatusCode.Should().Be(HttpStatusCode.OK, "only pages lead there");
    }

    [Fact(Timeout = 60_000)]
    public async Task FirstLink_OpenedOnly_StaysGoodAndUsedTwiceIsRefused()
    {
        var link = await _host.Get<FirstLink>().PathAsync(Token);
        await _host.NewVisitor().GetAsync(link);
        await _host.NewVisitor().GetAsync(link);

        (await _host.NewVisitor().SubmitAsync(link, "link")).StatusCode.Should().Be(HttpStatusCode.Found);
        var second = _host.NewVisitor();
        (await second.SubmitAsync(link, "link")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        var used = second.Text;
        (await second.SubmitAsync("/signin/link?token=wrong", "link")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);

        Told(second.Text).Should().Be(Told(used), "a wrong token is answered as a used one");
        _host.Notes.Entries.Count(entry => entry.Action == "link.refused").Should().Be(2);
        static string Told(string page) => page[page.IndexOf("role=\"alert\"", StringComparison.Ordinal)..page.IndexOf("<form", StringComparison.Ordinal)];
    }

    [Fact(Timeout = 60_000)]
    public async Task FirstLink_AfterANewStart_IsReplaced()
    {
        var before = await _host.Get<FirstLink>().PathAsync(Token);
        var after = await _host.Get<FirstLink>().PathAsync(Token);

        (await _host.NewVisitor().SubmitAsync(before, "link")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await _host.NewVisitor().SubmitAsync(after, "link")).StatusCode.Should().Be(HttpStatusCode.Found);
    }

    [Fact(Timeout = 60_000)]
    public async Task Form_WithoutItsToken_IsRefused()
    {
        var link = await _host.Get<FirstLink>().PathAsync(Token);
        var visitor = _host.NewVisitor();
        await visitor.GetAsync(link);

        (await visitor.PostAsync(link, ("_handler", "link"))).StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await visitor.PostAsync("/signin", ("_handler", "signin"), ("name", "a"), ("password", "b"))).StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact(Timeout = 60_000)]
    public async Task Password_FiveTimesWrong_LocksEvenTheRightOne()
    {
        await AddAsync("Ana", Role.Viewer);
        var visitor = _host.NewVisitor();
        for (var attempt = 0; attempt < 5; attempt++)
        {
            (await SignInAsync(visitor, "Ana", "wrong")).Should().Be(HttpStatusCode.Unauthorized);
        }

        (await SignInAsync(visitor, "Ana", Password)).Should().Be(HttpStatusCode.Unauthorized);
        _host.Notes.Entries.Should().Contain(entry => entry.Action == "person.lockedout" && entry.Subject == "Ana");
        (await SignInAsync(visitor, "Nobody", Password)).Should().Be(HttpStatusCode.Unauthorized);
        visitor.Text.Should().Contain("The name or the password is wrong", "whoever exists or not gets the same answer");
    }

    [Fact(Timeout = 60_000)]
    public async Task Password_WrongManyTimesAtOnce_EachTryCounts()
    {
        await AddAsync("Beto", Role.Viewer);
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => SignInAsync(_host.NewVisitor(), "Beto", "wrong")));

        answers.Should().AllBeEquivalentTo(HttpStatusCode.Unauthorized);
        (await SignInAsync(_host.NewVisitor(), "Beto", Password)).Should().Be(HttpStatusCode.Unauthorized, "it was locked after five");
        _host.Notes.Entries.Count(entry => entry.Action == "person.lockedout").Should().Be(1);
    }

    [Fact(Timeout = 60_000)]
    public async Task Session_ProgramStartedAgain_GoesOn()
    {
        await AddAsync("Caro", Role.Lead);
        var visitor = _host.NewVisitor();
        (await SignInAsync(visitor, "Caro", Password)).Should().Be(HttpStatusCode.Found);
        await using var again = await AccessHost.StartAsync(database, Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sources");
        request.Headers.Add("Cookie", string.Join("; ", visitor.Cookies.Select(cookie => $"{cookie.Name}={cookie.Value}")));

        using var client = again.NewClient(key: null);
        (await client.SendAsync(request, Token)).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact(Timeout = 60_000)]
    public async Task Session_SignedOutEverywhere_EndsAtOnce()
    {
        var person = await AddAsync("Dora", Role.Viewer);
        var visitor = _host.NewVisitor();
        await SignInAsync(visitor, "Dora", Password);
        (await visitor.GetAsync("/sources")).StatusCode.Should().Be(HttpStatusCode.OK);

        using var scope = _host.App.Services.CreateScope();
        await scope.ServiceProvider.GetRequiredService<UserManager<Person>>().UpdateSecurityStampAsync(person);

        (await visitor.GetAsync("/sources")).Headers.Location!.ToString().Should().Be("/signin?from=%2Fsources");
    }

    [Theory(Timeout = 60_000)]
    [InlineData("/sources", "/sources")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("/\t/evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    public async Task SignIn_WithAPageToReturnTo_GoesOnlyToOneOfThisProgram(string from, string expected)
    {
        await AddAsync("Elsa", Role.Viewer);
        var visitor = _host.NewVisitor();
        var answer = await visitor.SubmitAsync($"/signin?from={Uri.EscapeDataString(from)}", "signin", ("name", "Elsa"), ("password", Password));

        new Uri(new Uri("http://localhost"), answer.Headers.Location!).Should().Be(new Uri("http://localhost" + expected));
    }

    [Fact(Timeout = 60_000)]
    public async Task SignIn_MoreOftenThanAMinuteAllows_IsHeldBack()
    {
        await using var strict = await AccessHost.StartAsync(database, Token, "--Access:Limits:SignInsAtOnce", "3");
        var visitor = strict.NewVisitor();
        var answers = new List<HttpStatusCode>();
        for (var attempt = 0; attempt < 4; attempt++)
        {
            await AddIfMissingAsync(strict);
            answers.Add((await visitor.SubmitAsync("/signin", "signin", ("name", "Fito"), ("password", "wrong"))).StatusCode);
        }

        answers.Should().Equal(HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests);
    }

    [Fact(Timeout = 60_000)]
    public async Task Session_AuditAway_IsNotOpened()
    {
        await AddAsync("Gino", Role.Viewer);
        _host.Notes.IsAway = true;
        var visitor = _host.NewVisitor();

        await SignInAsync(visitor, "Gino", Password);

        visitor.Cookies.Should().NotContain(cookie => cookie.Name == "barberpro.session");
    }

    private static async Task<HttpStatusCode> SignInAsync(AccessHost.Visitor visitor, string name, string password) =>
        (await visitor.SubmitAsync("/signin", "signin", ("name", name), ("password", password))).StatusCode;

    private static async Task AddIfMissingAsync(AccessHost host)
    {
        using var scope = host.App.Services.CreateScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
        if (await users.FindByNameAsync("Root") is null)
        {
            await users.CreateAsync(new Person { Id = Guid.CreateVersion7(), Name = "Root", Role = Role.Admin, CreatedAt = DateTimeOffset.UtcNow }, Password);
        }
    }

    private async Task<Person> AddAsync(string name, Role role)
    {
        await AddIfMissingAsync(_host); // while there is no administrator the page shows no form
        using var scope = _host.App.Services.CreateScope();
        var person = new Person { Id = Guid.CreateVersion7(), Name = name, Role = role, CreatedAt = DateTimeOffset.UtcNow };
        (await scope.ServiceProvider.GetRequiredService<UserManager<Person>>().CreateAsync(person, Password)).Succeeded.Should().BeTrue();
        return person;
    }
}

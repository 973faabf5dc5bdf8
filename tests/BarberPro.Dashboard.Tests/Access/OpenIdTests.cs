using System.Net;
using AwesomeAssertions;
using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Tests.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Xunit;

namespace BarberPro.Dashboard.Tests.Access;

public sealed class OpenIdTests(Database database) : IClassFixture<Database>, IAsyncLifetime
{
    private const string Refused = "/signin/openid/refused?why=";

    private Provider _provider = default!;
    private AccessHost _host = default!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await AccessHost.ClearAsync(database.DataSource);
        _provider = await Provider.StartAsync(Stop);
        _host = await AccessHost.StartAsync(database, Stop, "--Access:OpenId:Authority", _provider.Address, "--Access:OpenId:ClientId", Provider.ClientId, "--Access:OpenId:ClientSecret", Provider.ClientSecret,
            "--Access:OpenId:Roles:ops", "operator", "--Access:OpenId:Roles:boss", "lead", "--Access:OpenId:Title", "Casa", "--Access:LocalSignIn", "false");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task SignIn_WithAKnownClaim_GivesItsRole()
    {
        var visitor = _host.NewVisitor();

        (await SignInAsync(visitor, "?from=/sources")).Should().EndWith("/sources");

        var person = (await PeopleAsync()).Should().ContainSingle().Subject;
        (person.Name, person.Role, person.Issuer, person.Subject, person.PasswordHash).Should().Be(("Lucía Pérez", Role.Operator, _provider.Address, _provider.Subject, null));
        (await visitor.GetAsync("/sources")).StatusCode.Should().Be(HttpStatusCode.OK);
        _host.Notes.Entries.Select(entry => entry.Action).Should().Equal("person.added", "signin.done");
    }

    [Fact(Timeout = 60_000)]
    public async Task SignIn_WithAnotherClaimLater_ChangesTheRoleOfTheSamePerson()
    {
        await SignInAsync(_host.NewVisitor());
        _provider.Roles = ["ops", "boss", "unknown"];

        await SignInAsync(_host.NewVisitor());

        (await PeopleAsync()).Should().ContainSingle().Which.Role.Should().Be(Role.Lead);
        _host.Notes.Entries.Select(entry => entry.Action).Should().Equal("person.added", "signin.done", "person.changed", "signin.done");
    }

    [Fact(Timeout = 60_000)]
    public async Task SignIn_WithTheNameOfAnother_IsAPersonOfTheirOwn()
    {
        await SignInAsync(_host.NewVisitor());
        _provider.Subject = "another";

        await SignInAsync(_host.NewVisitor());

        (await PeopleAsync()).Select(person => person.Name).Should().BeEquivalentTo("Lucía Pérez", "Lucía Pérez (2)");
    }

    [Fact(Timeout = 60_000)]
    public async Task SignIn_WithAnUnknownClaim_GivesNoRoleAndAClearPage()
    {
        _provider.Roles = ["guest", "OPS"];
        var visitor = _host.NewVisitor();

        (await SignInAsync(visitor)).Should().Be(Refused + "role");

        (await visitor.GetAsync(Refused + "role")).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        visitor.Text.Should().Contain("Casa knows you, but gives you no role");
        (await PeopleAsync()).Should().BeEmpty();
        (await visitor.GetAsync("/sources")).StatusCode.Should().Be(HttpStatusCode.Found);
        _host.Notes.Entries.Should().ContainSingle().Which.Should().Match<AuditEvent>(entry => entry.Action == "signin.refused" && entry.Result == AuditResult.Refused && entry.Subject == "Lucía Pérez");
    }

    [Fact(Timeout = 60_000)]
    public async Task SignIn_WhoLostTheClaim_LosesTheOpenSessionsToo()
    {
        var visitor = _host.NewVisitor();
        await SignInAsync(visitor);
        _provider.Roles = [];

        (await SignInAsync(_host.NewVisitor())).Should().Be(Refused + "role");

        (await visitor.GetAsync("/sources")).StatusCode.Should().Be(HttpStatusCode.Found, "the session is no more");
    }

    public static TheoryData<string> Spoilings => ["signature", "unsigned", "otherKey", "nonce", "noNonce", "audience", "issuer", "expired"];

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Spoilings))]
    public async Task Token_Spoiled_IsRefused(string how)
    {
        using var stranger = System.Security.Cryptography.RSA.Create(2048);
        _provider.Spoil = claims =>
        {
            switch (how)
            {
                case "nonce": claims["nonce"] = "another"; break;
                case "noNonce": claims.Remove("nonce"); break;
                case "audience": claims["aud"] = "another"; break;
                case "issuer": claims["iss"] = "https://another.example"; break;
                case "expired": claims["exp"] = DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeSeconds(); break;
                default: break;
            }
        };
        _provider.Tamper = token => how switch
        {
            "signature" => token[..^10] + (token[^10] == 'A' ? 'B' : 'A') + token[^9..],
            "unsigned" => $"{Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode("{\"alg\":\"none\"}")}.{token.Split('.')[1]}.",
            "otherKey" => new JsonWebTokenHandler().CreateToken(Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Decode(token.Split('.')[1]),
                new Microsoft.IdentityModel.Tokens.SigningCredentials(new Microsoft.IdentityModel.Tokens.RsaSecurityKey(stranger) { KeyId = "1" }, "RS256")),
            _ => token,
        };

        await IsRefusedAsync(callback => callback);
    }

    [Fact(Timeout = 60_000)]
    public Task State_OfNobody_IsRefused() => IsRefusedAsync(callback => callback.Replace("state=", "state=x", StringComparison.Ordinal));

    [Fact(Timeout = 60_000)]
    public Task State_Missing_IsRefused() => IsRefusedAsync(callback => callback[..callback.IndexOf("&state=", StringComparison.Ordinal)]);

    [Fact(Timeout = 60_000)]
    public Task Code_OfAnother_IsRefused() => IsRefusedAsync(callback => callback.Replace("code=", "code=x", StringComparison.Ordinal));

    [Fact(Timeout = 60_000)]
    public async Task Answer_BroughtByAnotherBrowser_IsRefused()
    {
        var callback = await AuthorizeAsync(_host.NewVisitor(), "");

        (await _host.NewVisitor().GetAsync(callback)).Headers.Location!.ToString().Should().Be(Refused + "answer");
        (await PeopleAsync()).Should().BeEmpty();
    }

    [Fact(Timeout = 60_000)]
    public async Task Answer_UsedTwice_IsRefused()
    {
        var visitor = _host.NewVisitor();
        var callback = await AuthorizeAsync(visitor, "");
        await visitor.GetAsync(callback);

        (await visitor.GetAsync(callback)).Headers.Location!.ToString().Should().Be(Refused + "answer");
    }

    [Theory(Timeout = 60_000)]
    [InlineData("https://evil.example")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    public async Task Return_ToAnotherSite_IsNotFollowed(string from) => (await SignInAsync(_host.NewVisitor(), $"?from={Uri.EscapeDataString(from)}")).Should().Be("/");

    [Fact(Timeout = 60_000)]
    public async Task LocalSignIn_SwitchedOff_HidesAndRefusesTheForm()
    {
        var visitor = _host.NewVisitor();
        (await visitor.GetAsync("/signin")).StatusCode.Should().Be(HttpStatusCode.OK);

        visitor.Text.Should().Contain("Sign in with Casa").And.NotContain("type=\"password\"");
        (await visitor.PostAsync("/signin", ("_handler", "signin"), ("name", "admin"), ("password", "four words are enough"))).StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await _host.Get<FirstLink>().PathAsync(Stop)).Should().Be("/signin", "the ready line has no link");
        using var scope = _host.App.Services.CreateScope();
        var context = new Microsoft.AspNetCore.Http.DefaultHttpContext { RequestServices = scope.ServiceProvider };
        (await scope.ServiceProvider.GetRequiredService<SignInDoor>().PasswordAsync("admin", "four words are enough", context)).Should().Be(SignInAnswer.Refused);
    }

    [Theory]
    [InlineData("Access:LocalSignIn", "", "Access:LocalSignIn=false")]
    [InlineData("Access:OpenId:Authority", "http://id.example", "Access:OpenId:Authority")]
    [InlineData("Access:OpenId:Authority", "id.example", "Access:OpenId:Authority")]
    [InlineData("Access:OpenId:ClientId", "", "Access:OpenId:ClientId")]
    [InlineData("Access:OpenId:Roles:ops", "king", "Access:OpenId:Roles")]
    [InlineData("Access:OpenId:Roles:ops", "5", "Access:OpenId:Roles")]
    public void Option_ThatCannotWork_IsRefusedByItsKey(string key, string value, string named)
    {
        var settings = new Dictionary<string, string?> { ["Access:OpenId:Authority"] = "https://id.example", ["Access:OpenId:ClientId"] = "dashboard", ["Access:OpenId:Roles:ops"] = "operator" };
        if (key == "Access:LocalSignIn")
        {
            settings = new Dictionary<string, string?> { [key] = "false" };
        }
        else
        {
            settings[key] = value;
        }

        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        using var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddOpenId(configuration).BuildServiceProvider();

        var read = () => services.GetRequiredService<IOptions<OpenIdOptions>>().Value;

        read.Should().Throw<OptionsValidationException>().Which.Failures.Should().ContainSingle().Which.Should().Contain(named);
    }

    private async Task IsRefusedAsync(Func<string, string> change)
    {
        var visitor = _host.NewVisitor();
        var callback = change(await AuthorizeAsync(visitor, ""));

        (await visitor.GetAsync(callback)).Headers.Location!.ToString().Should().Be(Refused + "answer");

        (await PeopleAsync()).Should().BeEmpty();
        (await visitor.GetAsync("/sources")).StatusCode.Should().Be(HttpStatusCode.Found);
        _host.Notes.Entries.Select(entry => entry.Action).Should().Equal("signin.refused");
    }

    /// <returns>Where it leads.</returns>
    private async Task<string> SignInAsync(AccessHost.Visitor visitor, string query = "") =>
        (await visitor.GetAsync(await AuthorizeAsync(visitor, query))).Headers.Location!.ToString();

    /// <returns>The address that the provider sends the browser back to.</returns>
    private static async Task<string> AuthorizeAsync(AccessHost.Visitor visitor, string query)
    {
        var challenge = await visitor.GetAsync("/signin/openid" + query);
        challenge.StatusCode.Should().Be(HttpStatusCode.Found);
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var answer = await browser.GetAsync(challenge.Headers.Location, Stop);
        return answer.Headers.Location!.PathAndQuery;
    }

    private Task<IReadOnlyList<Person>> PeopleAsync() => _host.Get<PersonStore>().ReadAllAsync(Stop);
}

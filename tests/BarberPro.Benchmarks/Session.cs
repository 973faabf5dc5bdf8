using System.Net;
using System.Text.RegularExpressions;

namespace BarberPro.Benchmarks;

/// <summary>A person who signed in by the ready line's link of a new database, without a browser.</summary>
internal sealed partial class Session : IDisposable
{
    private const string Name = "Martina Gómez";
    private const string Password = "four words are enough";

    private Session(Uri address)
    {
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false, CookieContainer = Cookies }) { BaseAddress = address };
        Client.DefaultRequestHeaders.Add("Origin", Origin);
    }

    public CookieContainer Cookies { get; } = new();

    /// <summary>Asks with the person's cookies, from the program's own address.</summary>
    public HttpClient Client { get; }

    public Uri Address => Client.BaseAddress!;

    /// <summary>As a browser writes it.</summary>
    public string Origin => Address.GetLeftPart(UriPartial.Authority);

    public static async Task<Session> SignInAsync(Uri address, string readyLink, CancellationToken cancellationToken)
    {
        var session = new Session(address);
        await session.SubmitAsync(new Uri(readyLink), "link", cancellationToken);
        // Whoever has no password yet is led to choose one wherever they go.
        await session.SubmitAsync(new Uri(address, "signin/welcome"), "welcome", cancellationToken, new("name", Name), new("password", Password), new("again", Password));
        return session;
    }

    public void Dispose() => Client.Dispose();

    private async Task SubmitAsync(Uri page, string form, CancellationToken cancellationToken, params KeyValuePair<string, string>[] fields)
    {
        var token = Token().Match(await Client.GetStringAsync(page, cancellationToken)).Groups[1].Value;
        using var answer = await Client.PostAsync(page, new FormUrlEncodedContent([new("_handler", form), new("__RequestVerificationToken", token), .. fields]), cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    [GeneratedRegex("__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}

using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.App;
using BarberPro.Dashboard.Tests.Data;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Xunit;

namespace BarberPro.Dashboard.Tests.Access;

/// <summary>The whole program in this process, on a database of the class: its own pipeline, without sources and without a browser.</summary>
internal sealed partial class AccessHost : IAsyncDisposable
{
    public const string BootstrapKey = "tests-bootstrap-key-0123456789abcdef0123456789";

    private AccessHost(WebApplication app) => App = app;

    public WebApplication App { get; }

    public Everybody.Notes Notes { get; private init; } = new();

    public static Task<AccessHost> StartAsync(Database database, CancellationToken cancellationToken, params string[] settings) => StartAsync(database, _ => { }, cancellationToken, settings);

    public static async Task<AccessHost> StartAsync(Database database, Action<WebApplicationBuilder> configure, CancellationToken cancellationToken, params string[] settings)
    {
        var notes = new Everybody.Notes();
        var app = DashboardHost.Build(
            ["--ConnectionStrings:Operations", database.ConnectionString, "--Sandbox:Enabled", "false", "--Operations:Plans", "no such folder", "--Access:BootstrapKey", BootstrapKey,
             "--Logging:LogLevel:Default", "Warning", "--Logging:LogLevel:Microsoft", "Error", "--AllowedHosts", "*", .. settings],
            builder =>
            {
                builder.WebHost.UseTestServer();
                builder.Services.Replace(ServiceDescriptor.Singleton<IAudit>(notes));
                // Nothing is scraped and no frame is made; who may do what is known all the same.
                foreach (var service in builder.Services.Where(service => service.ServiceType == typeof(IHostedService) && (service.ImplementationType == typeof(AuditKeeper)
                    || (service.ImplementationType?.Namespace is { } room && (room.EndsWith(".Metrics", StringComparison.Ordinal) || room.EndsWith(".App", StringComparison.Ordinal))))).ToList())
                {
                    builder.Services.Remove(service);
                }

                configure(builder);
            });
        await app.StartAsync(cancellationToken);
        return new AccessHost(app) { Notes = notes };
    }

    public T Get<T>() where T : notnull => App.Services.GetRequiredService<T>();

    /// <summary>A browser without a script: it keeps cookies and follows nothing.</summary>
    public Visitor NewVisitor() => new(App.GetTestServer());

    /// <summary>Asks with a key, or as a stranger.</summary>
    public HttpClient NewClient(string? key = BootstrapKey)
    {
        var client = App.GetTestClient();
        client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    public static async Task ClearAsync(NpgsqlDataSource dataSource)
    {
        await using var connection = await dataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync("truncate person, sign_in_link, api_key, wall_key");
    }

    public async ValueTask DisposeAsync() => await App.DisposeAsync();

    internal sealed partial class Visitor(TestServer server)
    {
        private readonly CookieContainer _cookies = new();

        public string Text { get; private set; } = "";

        public IEnumerable<Cookie> Cookies => _cookies.GetAllCookies();

        public string CookieHeader => string.Join("; ", Cookies.Select(cookie => $"{cookie.Name}={cookie.Value}"));

        public Task<HttpResponseMessage> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

        /// <summary>Opens a page and sends its form with these fields.</summary>
        public async Task<HttpResponseMessage> SubmitAsync(string path, string form, params (string Name, string Value)[] fields)
        {
            await GetAsync(path);
            return await PostFormAsync(path, form, fields);
        }

        /// <summary>Sends a form of the page that was opened last.</summary>
        public Task<HttpResponseMessage> PostFormAsync(string path, string form, params (string Name, string Value)[] fields) =>
            PostAsync(path, [("_handler", form), ("__RequestVerificationToken", Token().Match(Text).Groups[1].Value), .. fields]);

        public Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] fields) =>
            SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))) });

        public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
        {
            using var client = server.CreateClient();
            if (_cookies.GetCookieHeader(new Uri(client.BaseAddress!, request.RequestUri!)) is { Length: > 0 } cookie)
            {
                request.Headers.Add("Cookie", cookie);
            }

            request.Headers.Add("Origin", "http://localhost");
            var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            if (response.Headers.TryGetValues("Set-Cookie", out var cookies))
            {
                foreach (var set in cookies)
                {
                    _cookies.SetCookies(client.BaseAddress!, set);
                }
            }

            Text = WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            return response;
        }

        [GeneratedRegex("__RequestVerificationToken\" value=\"([^\"]+)\"")]
        private static partial Regex Token();
    }
}

using System.Collections.Concurrent;
using System.Text.Json;
using AwesomeAssertions;
using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Live;
using BarberPro.Dashboard.Tests.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace BarberPro.Dashboard.Tests.Access;

public sealed class AuditKeeperTests(DatabaseServer server)
{
    private readonly LiveValue<AuditState> _live = new(AuditState.Unknown);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Keeper_StartMinuteAndStop_AnchorTheHead()
    {
        await using var stage = await AuditStage.SetAsync(server);
        await stage.RecordAsync(1);
        using var webhook = new AuditWebhook(Options.Create(new AuditOptions()), stage.Clock);
        using var keeper = Keep(stage, webhook);

        await keeper.StartAsync(Token);
        await WaitForAsync(state => state.Anchor?.Seq == 1 && state.CheckedAt is not null);
        await stage.RecordAsync(2);
        stage.Clock.Advance(TimeSpan.FromMinutes(1));
        await WaitForAsync(state => state.Anchor?.Seq == 3);
        await stage.RecordAsync(1);
        await keeper.StopAsync(Token);

        stage.File.Read().Select(anchor => anchor.Seq).Should().Equal(1, 3, 4);
    }

    [Fact(Timeout = 60_000)]
    public async Task Keeper_TamperedChain_IsFoundWithinTheHourAndDegradesHealth()
    {
        await using var stage = await AuditStage.SetAsync(server);
        await stage.RecordAsync(3);
        using var webhook = new AuditWebhook(Options.Create(new AuditOptions()), stage.Clock);
        using var keeper = Keep(stage, webhook);
        await keeper.StartAsync(Token);
        await WaitForAsync(state => state is { CheckedAt: not null, Fault: null });
        (await HealthAsync()).Status.Should().Be(HealthStatus.Healthy);

        await stage.TamperAsync("update audit set actor_id = '8' where seq = 2");
        stage.Clock.Advance(TimeSpan.FromHours(1));
        await WaitForAsync(state => state.Fault is not null);

        var health = await HealthAsync();
        health.Status.Should().Be(HealthStatus.Degraded, "a broken audit is no reason to stop serving");
        health.Description.Should().Be("The audit is not whole: entry 2 is broken: its content was changed.");
        await keeper.StopAsync(Token);
    }

    [Fact(Timeout = 60_000)]
    public async Task Keeper_WebhookThatFailsFirst_IsToldAgainAndBlocksNothing()
    {
        await using var stage = await AuditStage.SetAsync(server);
        await stage.RecordAsync(2);
        var told = new ConcurrentQueue<JsonElement>();
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        await using var receiver = builder.Build();
        receiver.Urls.Add("http://127.0.0.1:0");
        receiver.MapPost("/anchors", (JsonElement anchor) =>
        {
            told.Enqueue(anchor);
            return told.Count == 1 ? Results.StatusCode(500) : Results.Ok();
        });
        await receiver.StartAsync(Token);
        using var webhook = new AuditWebhook(Options.Create(new AuditOptions { AnchorWebhook = $"{receiver.Urls.Single()}/anchors" }), stage.Clock);
        using var keeper = Keep(stage, webhook);

        await keeper.StartAsync(Token);
        await WaitForAsync(state => state.WebhookFault == "it answered 500" && state.Anchor?.Seq == 2);
        (await HealthAsync()).Description.Should().Contain("webhook");
        stage.Clock.Advance(TimeSpan.FromSeconds(1));
        await WaitForAsync(state => state.WebhookFault is null);
        await keeper.StopAsync(Token);

        told.Should().HaveCount(2).And.AllSatisfy(anchor => anchor.GetProperty("seq").GetInt64().Should().Be(2));
        told.First().GetProperty("hash").GetString().Should().Be(stage.File.Read()[0].Hash);
    }

    private AuditKeeper Keep(AuditStage stage, AuditWebhook webhook) =>
        new(stage.File, stage.Anchors, stage.Checker, webhook, _live, stage.Clock, NullLogger<AuditKeeper>.Instance);

    private Task<HealthCheckResult> HealthAsync() => new AuditCheck(_live).CheckHealthAsync(new HealthCheckContext(), Token);

    private async Task WaitForAsync(Func<AuditState, bool> condition)
    {
        await foreach (var state in _live.WatchAsync(Token))
        {
            if (condition(state))
            {
                return;
            }
        }
    }
}

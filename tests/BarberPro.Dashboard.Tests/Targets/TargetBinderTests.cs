using AwesomeAssertions;
using BarberPro.Dashboard.Targets;
using Xunit;

namespace BarberPro.Dashboard.Tests.Targets;

public sealed class TargetBinderTests
{
    [Theory]
    [InlineData("Average response time <150ms for Argentina (improvement from 200ms SLA)", "http_response_seconds_avg{region=\"ar\"} < 0.15")]
    [InlineData("Average response time <150 ms for Argentina (down from the SLA's 200 ms)", "http_response_seconds_avg{region=\"ar\"} < 0.15")]
    [InlineData("Database connection utilization <75%", "db_connections_ratio < 0.75")]
    [InlineData("Auto-scaling responds within 3 minutes to load changes", "autoscaling_reaction_seconds <= 180")]
    [InlineData("Auto-scaling responds to load changes within 3 minutes", "autoscaling_reaction_seconds <= 180")]
    [InlineData("Zero performance-related incidents", "incidents{cause=\"performance\"} = 0")]
    [InlineData("Zero incidents related to performance", "incidents{cause=\"performance\"} = 0")]
    [InlineData("Booking success rate >95%", "booking_success_ratio > 0.95")]
    [InlineData("Payment processing time <3 seconds", "payment_seconds_p95 < 3")]
    [InlineData("User session duration improvement >10%", "session_seconds_avg / baseline - 1 > 0.1")]
    [InlineData("Customer satisfaction score maintenance", "csat_avg >= baseline")]
    [InlineData("Customer satisfaction score maintained", "csat_avg >= baseline")]
    public void Bind_TargetOfThePlan_IsItsMetricAndCondition(string text, string expression) => Definitions.Bind(text).Expression.Should().Be(expression);

    [Theory]
    [InlineData("Response time for Chile under 0.25 s", "http_response_seconds_avg{region=\"cl\"} < 0.25")]
    [InlineData("Latency below 1,500 ms", "http_response_seconds_avg < 1.5")]
    [InlineData("Average response time of at most 180 milliseconds in Uruguay", "http_response_seconds_avg{region=\"uy\"} <= 0.18")]
    [InlineData("Improve response time by at least 15%", "http_response_seconds_avg / baseline - 1 <= -0.15")]
    [InlineData("Reduce response time by more than 20 %", "http_response_seconds_avg / baseline - 1 < -0.2")]
    [InlineData("Improve booking success to 97%", "booking_success_ratio >= 0.97")]
    [InlineData("Booking success rate at least 99.5 percent", "booking_success_ratio >= 0.995")]
    [InlineData("Booking success rate 96", "booking_success_ratio >= 0.96")]
    [InlineData("Payment time p99 no more than 5s", "payment_seconds_p95 <= 5")]
    [InlineData("Database connections: 80% maximum", "db_connections_ratio <= 0.8")]
    [InlineData("No more than 2 performance incidents", "incidents{cause=\"performance\"} <= 2")]
    [InlineData("No performance incidents", "incidents{cause=\"performance\"} = 0")]
    [InlineData("CSAT ≥ 4.5", "csat_avg >= 4.5")]
    [InlineData("Maintain booking success above 95%", "booking_success_ratio > 0.95")]
    [InlineData("Maintain response time", "http_response_seconds_avg <= baseline")]
    [InlineData("Autoscaling reaction time under 1.5 min", "autoscaling_reaction_seconds < 90")]
    [InlineData("CDN cache hit ratio > 92%", "cache_hit_ratio > 0.92")]
    public void Bind_OtherNumbersAndWords_NeedsNoNewCode(string text, string expression) => Definitions.Bind(text).Expression.Should().Be(expression);

    [Theory]
    [InlineData("Tiempo de respuesta promedio < 150 ms para Argentina (hoy 200 ms)", "http_response_seconds_avg{region=\"ar\"} < 0.15")]
    [InlineData("Tiempo de respuesta menor a 0,15 segundos en Argentina", "http_response_seconds_avg{region=\"ar\"} < 0.15")]
    [InlineData("Uso de conexiones de la base de datos por debajo de 75 %", "db_connections_ratio < 0.75")]
    [InlineData("El autoescalado responde en menos de 3 minutos a los cambios de carga", "autoscaling_reaction_seconds < 180")]
    [InlineData("El autoescalado reacciona dentro de 2 minutos", "autoscaling_reaction_seconds <= 120")]
    [InlineData("Cero incidentes de rendimiento", "incidents{cause=\"performance\"} = 0")]
    [InlineData("Ningún incidente de rendimiento", "incidents{cause=\"performance\"} = 0")]
    [InlineData("Tasa de éxito de reservas superior al 95,5 %", "booking_success_ratio > 0.955")]
    [InlineData("Tasa de éxito de reservas de más de 95,5 %", "booking_success_ratio > 0.955")]
    [InlineData("Tiempo de procesamiento de pagos: 3 s como máximo", "payment_seconds_p95 <= 3")]
    [InlineData("Mejora de la duración de sesión > 10 %", "session_seconds_avg / baseline - 1 > 0.1")]
    [InlineData("Aumentar la duración de las sesiones al menos 12,5 %", "session_seconds_avg / baseline - 1 >= 0.125")]
    [InlineData("Mantener la satisfacción de clientes", "csat_avg >= baseline")]
    public void Bind_Spanish_IsUnderstood(string text, string expression) => Definitions.Bind(text).Expression.Should().Be(expression);

    [Theory]
    [InlineData("Team morale above 8")]
    [InlineData("Zero downtime during deployments")]
    [InlineData("Booking success rate < 3 seconds")]
    [InlineData("Response time < 150")]
    [InlineData("95th percentile response time < 400 ms")]
    [InlineData("Average payment processing time < 2 s")]
    [InlineData("Response time <150ms for Argentina and Chile")]
    [InlineData("Document the new monitoring procedures")]
    [InlineData("")]
    public void Bind_NothingThatCanBeMeasured_IsManual(string text) => Definitions.Bind(text).IsManual.Should().BeTrue();

    [Fact]
    public void Bind_QuantileInTheText_IsTaken()
    {
        Definitions.Bind("Payment time p99 no more than 5s").Quantile.Should().Be(0.99);
        Definitions.Bind("Payment processing time <3 seconds").Quantile.Should().Be(0.95);
    }

    [Fact]
    public void Bind_AverageOfWhatCountsByItsWorstMinute_IsAMeanOverTime() =>
        Definitions.Bind("Average database connection utilization <75%").Statistic.Should().Be(Statistic.TimeMean);

    [Fact]
    public void Options_AsShipped_AreWithoutFault() => Definitions.Options.Faults().Should().BeEmpty();

    [Fact]
    public void Options_Faulty_AreNamedByKey() => new TargetsOptions { Definitions = { new TargetDefinition { Key = "x", Statistic = Statistic.Mean } } }.Faults()
        .Should().Contain(fault => fault.StartsWith("Targets:Definitions:0:Metric")).And.Contain(fault => fault.StartsWith("Targets:Definitions:0:Per"));
}

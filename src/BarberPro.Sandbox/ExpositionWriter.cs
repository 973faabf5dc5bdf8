using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace BarberPro.Sandbox;

/// <summary>Writes the platform's series as Prometheus text 0.0.4 or OpenMetrics 1.0, straight into the response's own buffers.</summary>
internal static class ExpositionWriter
{
    public const string TextType = "text/plain; version=0.0.4; charset=utf-8";
    public const string OpenMetricsType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    /// <summary>Room for any one line's value and time stamp.</summary>
    private const int Spare = 64;

    public static ReadOnlySpan<byte> End => "# EOF\n"u8;

    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<double> values, bool openMetrics)
    {
        foreach (var family in PlatformSeries.Families)
        {
            output.Write(openMetrics ? family.OpenMetricsHeader : family.TextHeader);
            foreach (var metric in family.Metrics)
            {
                WriteMetric(output, metric, values, timestamp: 0);
            }
        }

        if (openMetrics)
        {
            output.Write(End);
        }
    }

    /// <summary>All samples of one metric at one instant. A time stamp of 0 is not written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WriteMetric(IBufferWriter<byte> output, PlatformMetric metric, ReadOnlySpan<double> values, long timestamp)
    {
        var needed = metric.Count * (PlatformSeries.LongestPrefix + Spare);
        var span = output.GetSpan(needed);
        var length = 0;
        for (var i = metric.First; i < metric.First + metric.Count; i++)
        {
            var prefix = PlatformSeries.Prefixes[i];
            prefix.CopyTo(span[length..]);
            length += prefix.Length;
            length += i < metric.First + metric.Whole ? FormatWhole((long)values[i], span[length..]) : Format(values[i], span[length..]);
            if (timestamp != 0)
            {
                span[length++] = (byte)' ';
                length += FormatWhole(timestamp, span[length..]);
            }

            span[length++] = (byte)'\n';
        }

        output.Advance(length);
    }

    /// <summary>Six decimals are more than any of these values means, and much cheaper than the shortest text that reads back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int Format(double value, Span<byte> span)
    {
        var scaled = (long)Math.Round(value * 1_000_000);
        var (whole, fraction) = Math.DivRem(scaled, 1_000_000);
        var length = FormatWhole(whole, span);
        if (fraction == 0)
        {
            return length;
        }

        span[length++] = (byte)'.';
        for (var digit = 100_000; fraction > 0; digit /= 10)
        {
            (var next, fraction) = Math.DivRem(fraction, digit);
            span[length++] = (byte)('0' + next);
        }

        return length;
    }

    private static int FormatWhole(long value, Span<byte> span)
    {
        Utf8Formatter.TryFormat(value, span, out var length);
        return length;
    }
}

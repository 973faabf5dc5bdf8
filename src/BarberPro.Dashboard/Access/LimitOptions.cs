using System.ComponentModel.DataAnnotations;

namespace BarberPro.Dashboard.Access;

/// <summary>How much one address, person or key may ask of the program. What a connection of the live hub may, <c>Live:CallsAtOnce</c> says.</summary>
internal sealed class LimitOptions
{
    public const string Section = "Access:Limits";

    /// <summary>Calls of the API that a key or person (a stranger: an address) may make in one burst.</summary>
    [Range(1, 1_000_000, ErrorMessage = "Access:Limits:ApiAtOnce must be between 1 and 1000000.")]
    public int ApiAtOnce { get; set; } = 2_000;

    /// <summary>And how many a second in the long run.</summary>
    [Range(1, 1_000_000, ErrorMessage = "Access:Limits:ApiPerSecond must be between 1 and 1000000.")]
    public int ApiPerSecond { get; set; } = 200;

    /// <summary>Attempts to sign in that an address may make in one burst.</summary>
    [Range(1, 10_000, ErrorMessage = "Access:Limits:SignInsAtOnce must be between 1 and 10000.")]
    public int SignInsAtOnce { get; set; } = 20;

    /// <summary>And how many a minute in the long run.</summary>
    [Range(1, 10_000, ErrorMessage = "Access:Limits:SignInsPerMinute must be between 1 and 10000.")]
    public int SignInsPerMinute { get; set; } = 10;

    /// <summary>Pages with a circuit that a person (a stranger: an address) may have open.</summary>
    [Range(1, 100_000, ErrorMessage = "Access:Limits:Circuits must be between 1 and 100000.")]
    public int Circuits { get; set; } = 100;

    /// <summary>Events that one circuit may send in one burst.</summary>
    [Range(10, 100_000, ErrorMessage = "Access:Limits:CircuitCallsAtOnce must be between 10 and 100000.")]
    public int CircuitCallsAtOnce { get; set; } = 1_000;

    /// <summary>And how many a second in the long run.</summary>
    [Range(10, 100_000, ErrorMessage = "Access:Limits:CircuitCallsPerSecond must be between 10 and 100000.")]
    public int CircuitCallsPerSecond { get; set; } = 200;

    /// <summary>The largest body of a request; a plan has a limit of its own.</summary>
    [Range(1_024, 1_073_741_824, ErrorMessage = "Access:Limits:BodyBytes must be between 1024 and 1073741824.")]
    public long BodyBytes { get; set; } = 1_048_576;

    /// <summary>All headers of a request together.</summary>
    [Range(4_096, 1_048_576, ErrorMessage = "Access:Limits:HeaderBytes must be between 4096 and 1048576.")]
    public int HeaderBytes { get; set; } = 32_768;

    [Range(20, 1_000, ErrorMessage = "Access:Limits:Headers must be between 20 and 1000.")]
    public int Headers { get; set; } = 64;

    /// <summary>How long a request may take to send its headers.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00", ErrorMessage = "Access:Limits:HeaderTime must be between 00:00:01 and 00:05:00.")]
    public TimeSpan HeaderTime { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a connection may lie idle between two requests.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ErrorMessage = "Access:Limits:IdleTime must be between 00:00:01 and 01:00:00.")]
    public TimeSpan IdleTime { get; set; } = TimeSpan.FromMinutes(2);
}

namespace BarberPro.Dashboard.Data;

/// <summary>The program can't start, for a reason that a person can mend: its message is all that is shown, in one line.</summary>
public sealed class StartupException : Exception
{
    public StartupException() { }

    public StartupException(string message) : base(message) { }

    public StartupException(string message, Exception innerException) : base(message, innerException) { }
}

namespace BarberPro.Dashboard.Access;

internal sealed partial class PersonStore
{
    /// <summary>Whom another provider knows by this subject.</summary>
    public Task<Person?> FindBySubjectAsync(string issuer, string subject, CancellationToken cancellationToken) =>
        FindAsync($"select {Columns} from person where issuer = @issuer and subject = @subject", new { issuer, subject }, cancellationToken);
}

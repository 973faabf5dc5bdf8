using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BarberPro.Dashboard.Data;

public static class DataFeature
{
    /// <summary>One <see cref="NpgsqlDataSource"/> for all; the database runs and has its tables before any hosted service starts.</summary>
    public static IServiceCollection AddData(this IServiceCollection services, IConfiguration configuration)
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        services.AddOptions<DatabaseOptions>().BindConfiguration(DatabaseOptions.Section)
            .Validate(options => options.Directory.IndexOfAny(Path.GetInvalidPathChars()) < 0, "Database:Directory is not a path.")
            .ValidateOnStart();
        services.AddSingleton<Migrator>();
        services.AddHostedService<DatabaseLifetime>();

        if (configuration.GetConnectionString(DatabaseOptions.ConnectionName) is { Length: > 0 } external)
        {
            services.AddSingleton(_ => Connect(external));
        }
        else
        {
            services.AddSingleton(provider => new EmbeddedPostgres(provider.GetRequiredService<IOptions<DatabaseOptions>>().Value, provider.GetRequiredService<ILogger<EmbeddedPostgres>>()));
            services.AddSingleton(provider => Connect(provider.GetRequiredService<EmbeddedPostgres>().ConnectionString));
        }

        return services;
    }

    private static NpgsqlDataSource Connect(string connectionString)
    {
        try
        {
            return new NpgsqlDataSourceBuilder(connectionString) { Name = "BarberPro.Dashboard" }.Build();
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            throw new StartupException($"ConnectionStrings:Operations is not a PostgreSQL connection string: {exception.Message}", exception);
        }
    }
}

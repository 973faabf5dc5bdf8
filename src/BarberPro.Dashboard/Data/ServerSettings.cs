using System.Globalization;

namespace BarberPro.Dashboard.Data;

/// <summary>postgresql.conf of the embedded server, written anew before each start: a moved checkout takes its places along.</summary>
internal static class ServerSettings
{
    public static string Write(ServerPlace place, int port, bool durable) => string.Create(CultureInfo.InvariantCulture, $"""
        # Written by BarberPro Dashboard at each start; changes here are lost.
        {(OperatingSystem.IsWindows() ? $"listen_addresses = '127.0.0.1'\nunix_socket_directories = ''" : $"listen_addresses = ''\nunix_socket_directories = {Quote(place.Sockets)}")}
        port = {port}
        unix_socket_permissions = 0700
        max_connections = 100

        # Small: the working set is the running minute and the newest rows; the rest is the system's cache.
        shared_buffers = 24MB
        huge_pages = off
        work_mem = 8MB
        maintenance_work_mem = 32MB
        io_method = sync
        max_worker_processes = 2
        max_parallel_workers_per_gather = 0
        max_logical_replication_workers = 0
        jit = off

        # After a kill the log since the last checkpoint is replayed: 192 MB take about a second, the default gigabyte several.
        max_wal_size = 192MB
        min_wal_size = 32MB
        checkpoint_timeout = 5min
        wal_level = minimal
        max_wal_senders = 0

        # A frame is acknowledged once it is on the disk: one flush a second is cheap, and a kill then costs no frame that was acknowledged.
        synchronous_commit = {(durable ? "on" : "off")}
        fsync = {(durable ? "on" : "off")}
        full_page_writes = {(durable ? "on" : "off")}

        # Rows are added and dropped by partition; cleaning only notes which pages all readers see, which lets an index answer alone.
        autovacuum_naptime = 1min
        timezone = 'UTC'
        log_timezone = 'UTC'
        lc_messages = 'C'
        log_checkpoints = off
        log_line_prefix = '%m [%p] '

        """);

    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}

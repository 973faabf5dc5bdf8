using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace BarberPro.EndToEnd.Tests.Access;

/// <summary>A request as it is written: an HTTP client would mend its path before it is sent.</summary>
internal static class RawRequest
{
    /// <param name="target">Path and query, byte by byte (Latin-1).</param>
    public static async Task<(int Status, string Text)> SendAsync(string address, string target, string headers, CancellationToken cancellationToken)
    {
        var server = new Uri(address);
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Host, server.Port, cancellationToken);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes($"GET {target} HTTP/1.1\r\nHost: {server.Authority}\r\nConnection: close\r\n{headers}\r\n"), cancellationToken);
        using var answer = new MemoryStream();
        await stream.CopyToAsync(answer, cancellationToken);
        var text = Encoding.UTF8.GetString(answer.ToArray());
        return (text.Length > 12 ? int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture) : 0, text);
    }
}

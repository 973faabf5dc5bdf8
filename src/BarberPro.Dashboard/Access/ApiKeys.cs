using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.Access;

/// <summary>Finds out whose key a request carries: from memory alone, and in the same time whatever it carries.</summary>
internal sealed class ApiKeys(AccessBook book, OwnKey own, LastSeen seen, IOptions<AccessOptions> options)
{
    private readonly byte[] _bootstrap = Secret.Hash(options.Value.BootstrapKey is { Length: > 0 } key ? key : Secret.New());

    /// <returns>Null for a key that is unknown, expired or revoked, and for what is none.</returns>
    public ClaimsPrincipal? Find(ReadOnlySpan<char> text, string? address)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Secret.Hash(text, hash);
        var (isBootstrap, isOwn) = (CryptographicOperations.FixedTimeEquals(hash, _bootstrap), CryptographicOperations.FixedTimeEquals(hash, own.Hash));
        var key = book.Now.KeysByHash.GetValueOrDefault(Convert.ToHexString(hash));
        if (key is not null && book.IsValid(key))
        {
            seen.Key(key.Id);
            return Caller.Of(key, address);
        }

        return isBootstrap ? Caller.Bootstrap(address) : isOwn ? Caller.Itself : null;
    }
}

/// <summary>What the program shows itself when it scrapes its own figures: random, in memory only, good until it ends.</summary>
internal sealed class OwnKey
{
    public OwnKey() => Hash = Secret.Hash(Text);

    public string Text { get; } = Secret.New();

    public byte[] Hash { get; }
}

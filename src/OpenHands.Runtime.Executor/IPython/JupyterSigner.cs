using System.Security.Cryptography;
using System.Text;

namespace OpenHands.Execution.IPython;

/// <summary>Signs the four parts of a Jupyter message with the key of the kernel: HMAC-SHA256, as lower-case hexadecimal digits.</summary>
/// <remarks>Not safe for concurrent use: each direction of each channel has its own.</remarks>
internal sealed class JupyterSigner(byte[] key) : IDisposable
{
    /// <summary>Bytes of a signature.</summary>
    public const int Length = 64;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);

    /// <summary>A new secret key.</summary>
    public static string CreateKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>Goes on with a part, or a piece of one.</summary>
    public void Append(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    /// <summary>The signature of what was appended; begins anew.</summary>
    public byte[] Sign()
    {
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        _hash.GetHashAndReset(digest);
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(digest));
    }

    /// <summary>Whether this is the signature of what was appended; begins anew. Takes the same time whatever differs.</summary>
    public bool Verify(ReadOnlySpan<byte> signature) => CryptographicOperations.FixedTimeEquals(Sign(), signature);

    public void Dispose() => _hash.Dispose();
}

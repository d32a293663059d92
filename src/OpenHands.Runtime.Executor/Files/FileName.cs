using System.Text;

namespace OpenHands.Execution;

/// <summary>Turns names into what the system calls take, and back.</summary>
internal static class FileName
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>UTF-8 with the closing NUL.</summary>
    /// <exception cref="FileException">The name holds a NUL or half a surrogate pair, so no file can have it.</exception>
    public static byte[] ToBytes(string name)
    {
        if (name.Contains('\0', StringComparison.Ordinal))
        {
            throw FileException.Refused(Printable(name), "a path cannot hold a NUL character");
        }

        try
        {
            var bytes = new byte[Strict.GetByteCount(name) + 1];
            Strict.GetBytes(name, bytes);
            return bytes;
        }
        catch (EncoderFallbackException)
        {
            throw FileException.Refused(name, "the path is no valid Unicode text");
        }
    }

    /// <summary>Text of a name with its closing NUL; what is not UTF-8 becomes U+FFFD.</summary>
    public static string ToText(byte[] name) => Encoding.UTF8.GetString(name.AsSpan(0, name.Length - 1));

    /// <summary>A path as it can stand in a message.</summary>
    public static string Printable(string path) => path.Replace("\0", "\\0", StringComparison.Ordinal);
}

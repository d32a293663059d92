using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace OpenHands;

/// <summary>The forms in which a secret turns up in the output of programs.</summary>
internal static class SecretVariants
{
    public static IEnumerable<string> Of(string secret) => ((IEnumerable<string>)[secret, .. JsonEscaped(secret), .. UrlEncoded(secret), .. Base64(secret)]).Distinct();

    private static IEnumerable<string> JsonEscaped(string secret)
    {
        var relaxed = JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret);
        yield return relaxed;
        yield return relaxed.Replace("/", "\\/", StringComparison.Ordinal);
        yield return JavaScriptEncoder.Default.Encode(secret);

        // As Python and many others write it: everything beyond ASCII as \uXXXX, in small letters.
        var ascii = new StringBuilder();
        foreach (var c in relaxed)
        {
            _ = c < 0x80 ? ascii.Append(c) : ascii.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        yield return ascii.ToString();
    }

    private static IEnumerable<string> UrlEncoded(string secret)
    {
        var upper = Uri.EscapeDataString(secret);
        foreach (var escaped in (string[])[upper, LowerHex(upper)])
        {
            yield return escaped;

            // Form encoding writes a space as "+"; paths keep their slashes.
            yield return escaped.Replace("%20", "+", StringComparison.Ordinal);
            yield return escaped.Replace("%2f", "/", StringComparison.OrdinalIgnoreCase);
        }
    }

    private static string LowerHex(string escaped)
    {
        var text = escaped.ToCharArray();
        for (var i = 0; i + 2 < text.Length; i++)
        {
            if (text[i] == '%')
            {
                text[i + 1] = char.ToLowerInvariant(text[i + 1]);
                text[i + 2] = char.ToLowerInvariant(text[i + 2]);
            }
        }

        return new string(text);
    }

    private static IEnumerable<string> Base64(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        foreach (var standard in Standard(bytes))
        {
            yield return standard;
            yield return standard.Replace('+', '-').Replace('/', '_');
        }
    }

    // Three bytes become four characters, so what precedes the secret decides which of three forms it takes. Characters that also hold
    // bits of a neighbour are unknown and left out; the form with the secret alone is kept whole.
    private static IEnumerable<string> Standard(byte[] secret)
    {
        yield return Convert.ToBase64String(secret);
        yield return Convert.ToBase64String(secret).TrimEnd('=');
        for (var before = 0; before < 3; before++)
        {
            var encoded = Convert.ToBase64String([.. new byte[before], .. secret]);
            var first = ((before * 8) + 5) / 6;
            var end = (before + secret.Length) * 8 / 6;
            yield return encoded[first..end];
        }
    }
}

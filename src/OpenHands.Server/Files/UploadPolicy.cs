using System.Text;

namespace OpenHands.Server.Files;

/// <summary>Which files may be uploaded, and under what names.</summary>
internal sealed class UploadPolicy
{
    private const int MaxNameLength = 255;

    private readonly HashSet<string> _extensions;

    /// <summary>Makes the policy that options describe.</summary>
    public UploadPolicy(WorkspaceFileOptions options)
    {
        MaxBytes = options.MaxUploadBytes;
        _extensions = [.. options.AllowedExtensions.Select(extension => (extension.StartsWith('.') ? extension : $".{extension}").ToLowerInvariant())];
    }

    /// <summary>Most bytes of a file; 0 for any.</summary>
    public long MaxBytes { get; }

    /// <summary>
    /// The last part of a client's name for a file, with letters, digits, <c>-</c>, <c>_</c> and <c>.</c> only, at most 255 characters and bytes with its ending. Empty when nothing
    /// that can be a name is left.
    /// </summary>
    public static string Sanitize(string name)
    {
        var last = name[(name.LastIndexOf('/') + 1)..];
        var kept = new StringBuilder();
        foreach (var rune in last.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || rune.Value is '-' or '_' or '.' || (Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark))
            {
                kept.Append(rune.ToString());
            }
        }

        var safe = Shortened(kept.ToString());
        return safe.Trim('.').Length == 0 ? "" : safe;
    }

    /// <summary>Whether files of that name may be uploaded.</summary>
    /// <param name="name">A sanitised name.</param>
    public bool Allows(string name)
    {
        if (_extensions.Count == 0 || _extensions.Contains(".*"))
        {
            return true;
        }

        var dot = name.LastIndexOf('.');
        return _extensions.Contains(dot <= 0 ? "." : name[dot..].ToLowerInvariant());
    }

    private static string Shortened(string name)
    {
        var dot = name.LastIndexOf('.');
        var extension = dot > 0 && name.Length - dot <= 32 ? name[dot..] : "";
        var stem = name[..^extension.Length];
        while (stem.Length > 0 && (stem.Length + extension.Length > MaxNameLength || Encoding.UTF8.GetByteCount(stem) + Encoding.UTF8.GetByteCount(extension) > MaxNameLength))
        {
            stem = stem[..^(stem.Length > 1 && char.IsLowSurrogate(stem[^1]) ? 2 : 1)];
        }

        return stem + extension;
    }
}

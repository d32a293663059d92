namespace OpenHands.Browsing;

/// <summary>Paths of the sandbox, which is Linux whatever the host program runs on.</summary>
internal static class SandboxPaths
{
    /// <summary>A path without <c>.</c>, <c>..</c> and double slashes, from a directory if it is relative.</summary>
    public static string Combine(string directory, string path)
    {
        var parts = new List<string>();
        foreach (var part in (path.StartsWith('/') ? path : $"{directory}/{path}").Split('/'))
        {
            if (part == ".." && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ("" or "." or ".."))
            {
                parts.Add(part);
            }
        }

        return $"/{string.Join('/', parts)}";
    }

    /// <summary>The address of a file; every character that means something in addresses is encoded.</summary>
    public static string ToAddress(string path) => $"file://{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}";
}

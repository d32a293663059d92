using System.Reflection;
using System.Security.Cryptography;

namespace OpenHands.Server.UI;

/// <summary>The page's files, as they are in the assembly; none when it was built without Node.</summary>
internal sealed class PageFiles
{
    private const string Prefix = "page/";

    private readonly Dictionary<string, PageFile> _files;

    private PageFiles(Dictionary<string, PageFile> files) => _files = files;

    /// <summary>Those of this assembly. A megabyte or so, read once.</summary>
    public static PageFiles Embedded => field ??= In(typeof(PageFiles).Assembly);

    /// <summary>Those of an assembly.</summary>
    public static PageFiles In(Assembly assembly) => new(Read(assembly));

    /// <summary>The file at an address relative to the page; <see langword="null"/> when there is none.</summary>
    public PageFile? Find(string address) => _files.GetValueOrDefault(address);

    private static Dictionary<string, PageFile> Read(Assembly assembly) => assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToDictionary(name => name[Prefix.Length..], name => Read(assembly, name), StringComparer.Ordinal);

    private static PageFile Read(Assembly assembly, string name)
    {
        using var resource = assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return new PageFile(bytes, TypeOf(name), $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes)[..12])}\"");
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".json" or ".webmanifest" => "application/json",
        _ => "application/octet-stream",
    };
}

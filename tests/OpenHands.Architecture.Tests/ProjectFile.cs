using System.Xml.Linq;

namespace OpenHands.Architecture.Tests;

/// <summary>A project as its file says.</summary>
internal sealed class ProjectFile
{
    private readonly XDocument _content;

    public ProjectFile(string path)
    {
        Path = path;
        Name = System.IO.Path.GetFileNameWithoutExtension(path);
        _content = XDocument.Load(path);
    }

    public string Path { get; }

    public string Name { get; }

    public string? Description => Property("Description");

    public string? RootNamespace => Property("RootNamespace");

    /// <summary>Names of the projects it refers to.</summary>
    public IEnumerable<string> Projects => Includes("ProjectReference").Select(path => System.IO.Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));

    /// <summary>Names of the packages it refers to.</summary>
    public IEnumerable<string> Packages => Includes("PackageReference");

    /// <summary>Frameworks beside the plain one, such as that of ASP.NET.</summary>
    public IEnumerable<string> Frameworks => Includes("FrameworkReference");

    /// <summary>The SDK it is built with.</summary>
    public string? Sdk => _content.Root?.Attribute("Sdk")?.Value;

    public override string ToString() => Name;

    private IEnumerable<string> Includes(string item) =>
        _content.Descendants(item).Select(element => element.Attribute("Include")?.Value).OfType<string>();

    private string? Property(string name) => _content.Descendants(name).FirstOrDefault()?.Value;
}

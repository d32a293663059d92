using System.Diagnostics;
using System.Text.RegularExpressions;

namespace OpenHands.Docs.Tests;

/// <summary>What the documents say is still true.</summary>
[TestFixture]
public sealed partial class DocsTests
{
    private string _buildOutput = "";

    private static IEnumerable<TestCaseData<string>> Documents() => Document.All.Select(document => new TestCaseData<string>(document.Path));

    [OneTimeSetUp]
    public async Task CompileAllSnippets()
    {
        var directory = Directory.CreateTempSubdirectory("openhands-snippets-").FullName;
        try
        {
            var space = 0;
            foreach (var (number, snippet) in Document.All.SelectMany(document => document.Snippets()).Index())
            {
                space = snippet.Continues ? space : number;
                await File.WriteAllTextAsync(Path.Combine(directory, $"Snippet{number}.cs"), snippet.ToSource(space));
            }

            // The assemblies lie beside these tests, so nothing has to be restored.
            var assemblies = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
            await File.WriteAllTextAsync(Path.Combine(directory, "Snippets.csproj"), $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <TargetFramework>net10.0</TargetFramework>
                    <Nullable>enable</Nullable>
                    <ImplicitUsings>enable</ImplicitUsings>
                    <NoWarn>CS0219;CS0168</NoWarn>
                  </PropertyGroup>
                  <ItemGroup>
                    <FrameworkReference Include="Microsoft.AspNetCore.App" />
                    <Reference Include="{assemblies}/OpenHands*.dll;{assemblies}/Microsoft.Extensions.*.dll;{assemblies}/ModelContextProtocol*.dll;{assemblies}/nunit.framework.dll"
                               Exclude="{assemblies}/OpenHands.Docs.Tests.dll" />
                  </ItemGroup>
                </Project>
                """);
            _buildOutput = await BuildAsync(directory);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [TestCaseSource(nameof(Documents))]
    public void Its_code_compiles(string document)
    {
        var errors = _buildOutput.Split('\n').Where(line => line.Contains($"{document}(", StringComparison.Ordinal)).Distinct();

        Assert.That(errors, Is.Empty);
    }

    [Test]
    public void All_code_together_compiles()
    {
        Assert.That(_buildOutput, Does.Contain("Build succeeded"));
    }

    [TestCaseSource(nameof(Documents))]
    public void Its_links_lead_to_files_that_exist(string document)
    {
        var directory = Path.GetDirectoryName(Path.Combine(Document.Root, document))!;
        var text = string.Join('\n', Document.All.Single(candidate => candidate.Path == document).Lines);

        var targets = Link().Matches(text)
            .Select(match => match.Groups["target"].Value.Split('#')[0])
            .Where(target => target.Length > 0 && !target.Contains("://", StringComparison.Ordinal));

        Assert.That(targets.Select(target => Path.Combine(directory, target)).Where(path => !Path.Exists(path)), Is.Empty);
    }

    [Test]
    public void README_lists_every_package_and_no_other()
    {
        var readme = Document.All.Single(document => document.Path == "README.md");

        var listed = readme.Lines.Select(line => PackageRow().Match(line)).Where(match => match.Success).Select(match => match.Groups["name"].Value);

        var shipped = Directory.GetFiles(Path.Combine(Document.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Where(project => !File.ReadAllText(project).Contains("<IsPackable>false</IsPackable>", StringComparison.Ordinal))
            .Select(Path.GetFileNameWithoutExtension);
        Assert.That(listed, Is.EquivalentTo(shipped.Append("OpenHands.Runtime.Conformance")));
    }

    private static async Task<string> BuildAsync(string directory)
    {
        var start = new ProcessStartInfo("dotnet", ["build", "--disable-build-servers", "--nologo", "-v", "m"])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var build = Process.Start(start)!;
        var errors = build.StandardError.ReadToEndAsync();
        var output = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        return output + await errors;
    }

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^\| `(?<name>OpenHands[\w.]*)` \|")]
    private static partial Regex PackageRow();
}

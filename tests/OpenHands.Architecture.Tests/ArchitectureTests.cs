using System.Reflection;
using System.Runtime.Versioning;

namespace OpenHands.Architecture.Tests;

/// <summary>Which project may know which, and what they may rest on.</summary>
[TestFixture]
public sealed class ArchitectureTests
{
    private static IEnumerable<TestCaseData<string>> Sources() => Repository.Sources.Select(project => new TestCaseData<string>(project.Name));

    [TestCaseSource(nameof(Sources))]
    public void A_project_is_one_of_the_layers(string name)
    {
        Assert.That(Layer.All.Select(layer => layer.Project), Does.Contain(name),
            $"src/{name} is not in the table of layers. Decide what it may refer to and add it to Layer.All.");
    }

    [TestCaseSource(nameof(Sources))]
    public void A_project_refers_only_to_projects_that_its_layer_allows(string name)
    {
        var (project, layer) = Find(name);

        Assert.That(project.Projects, Is.SubsetOf(layer.Projects));
    }

    [TestCaseSource(nameof(Sources))]
    public void A_project_refers_only_to_packages_that_its_layer_allows(string name)
    {
        var (project, layer) = Find(name);

        Assert.That(project.Packages.Where(package => !layer.Allows(package)), Is.Empty);
    }

    [TestCaseSource(nameof(Sources))]
    public void A_project_knows_ASP_NET_only_if_its_layer_says_so(string name)
    {
        var (project, layer) = Find(name);

        var aspNet = Repository.Load(project).GetReferencedAssemblies().Select(assembly => assembly.Name)
            .Concat(project.Frameworks)
            .Append(project.Sdk)
            .Where(used => used is "Microsoft.NET.Sdk.Web" or "Microsoft.NET.Sdk.Razor" || used?.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) == true);

        Assert.That(aspNet, layer.MayUseAspNet ? Is.Not.Null : Is.Empty);
    }

    [TestCaseSource(nameof(Sources))]
    public void A_portable_project_is_not_marked_for_one_system(string name)
    {
        var (project, layer) = Find(name);

        var marked = Repository.Load(project) is var assembly && assembly.IsDefined(typeof(SupportedOSPlatformAttribute))
            ? [name]
            : TypesOf(project).SelectMany(type => type.GetMembers(CodeTests.Everything).Append(type))
                .Where(member => member.IsDefined(typeof(SupportedOSPlatformAttribute), inherit: false))
                .Select(member => $"{member.DeclaringType}.{member.Name}");

        Assert.That(marked, layer.IsPortable ? Is.Empty : Is.Not.Null);
    }

    [TestCaseSource(nameof(Sources))]
    public void Types_live_in_the_namespace_of_their_layer(string name)
    {
        var (project, layer) = Find(name);

        var elsewhere = TypesOf(project).Where(type => type is { IsNested: false, Namespace: { } space }
            && space != layer.Namespace
            && !space.StartsWith($"{layer.Namespace}.", StringComparison.Ordinal)
            && !(space == "Microsoft.Extensions.DependencyInjection" && (type.Name.EndsWith("Extensions", StringComparison.Ordinal) || type.IsInterface))
            && !(space == "Microsoft.AspNetCore.Builder" && layer.MayUseAspNet && type.Name.EndsWith("Extensions", StringComparison.Ordinal)));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(elsewhere, Is.Empty);
            Assert.That(project.RootNamespace, Is.EqualTo(layer.Namespace));
        }
    }

    // The type OpenHands.Runtime could not be named as Runtime beside a namespace of that name.
    [Test]
    public void No_namespace_is_called_OpenHands_Runtime()
    {
        var namespaces = Repository.Shipped.SelectMany(TypesOf).Select(type => type.Namespace).Distinct();

        Assert.That(namespaces, Has.None.EqualTo("OpenHands.Runtime").And.None.StartsWith("OpenHands.Runtime."));
    }

    internal static IEnumerable<Type> TypesOf(ProjectFile project) =>
        Repository.Load(project).GetTypes().Where(type => !type.FullName!.Contains('<', StringComparison.Ordinal)
            && !type.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute))
            && type.Namespace is { } space && !space.StartsWith("System", StringComparison.Ordinal)
            && !space.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal));

    private static (ProjectFile Project, Layer Layer) Find(string name) =>
        (Repository.Sources.Single(project => project.Name == name),
            Layer.All.FirstOrDefault(layer => layer.Project == name) ?? throw new AssertionException($"{name} is not in Layer.All."));
}

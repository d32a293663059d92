using System.Reflection;
using System.Text.RegularExpressions;

namespace OpenHands.Architecture.Tests;

/// <summary>How the code is written.</summary>
[TestFixture]
public sealed partial class CodeTests
{
    internal const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private const int MostLines = 350;

    // Meant to be derived from, beside those that are abstract.
    private static readonly string[] s_openTypes =
    [
        "OpenHands.RuntimeOptions", // every backend adds its own options
    ];

    // Files that hold a closed family of small public types.
    private static readonly string[] s_families =
    [
        "src/OpenHands.Runtime/RuntimeException.cs",
    ];

    // Each cannot be cancelled for the reason given.
    private static readonly Dictionary<string, string> s_uncancellable = new(StringComparer.Ordinal)
    {
        ["OpenHands.Runtime.StopAsync"] = "a stop that is given up would leave processes behind",
        ["OpenHands.Runtime.StopCoreAsync"] = "a stop that is given up would leave processes behind",
        ["OpenHands.Events.IEventStore.AppendAsync"] = "what is half written must be finished or undone by the store",
        ["OpenHands.Events.InMemoryEventStore.AppendAsync"] = "as the interface",
        ["OpenHands.Events.FileEventStore.AppendAsync"] = "as the interface",
    };

    [Test]
    public void Concrete_types_are_sealed_unless_meant_to_be_derived_from()
    {
        var open = Repository.Sources.SelectMany(ArchitectureTests.TypesOf)
            .Where(type => type is { IsClass: true, IsAbstract: false, IsSealed: false } && !s_openTypes.Contains(type.FullName));

        Assert.That(open, Is.Empty);
    }

    [Test]
    public void A_file_declares_one_public_type_and_is_named_after_it()
    {
        var wrong =
            from file in Repository.Files("*.cs", Repository.Shipped.Select(project => Path.GetDirectoryName(Repository.Relative(project.Path))!))
            where !s_families.Contains(Repository.Relative(file))
            let types = PublicType().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value).Distinct().ToArray()
            where types.Length > 1 || (types.Length == 1 && types[0] != Path.GetFileName(file).Split('.')[0])
            select $"{Repository.Relative(file)} declares {string.Join(", ", types)}";

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void No_file_is_longer_than_350_lines()
    {
        var wrong =
            from file in Repository.Files("*.cs", "src", "tests", "samples", "benchmarks")
            let lines = File.ReadLines(file).Count()
            where lines > MostLines
            select $"{Repository.Relative(file)} has {lines} lines; is there a second idea in it?";

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void Public_asynchronous_methods_take_a_cancellation_token_last()
    {
        var wrong =
            from type in Repository.Sources.SelectMany(ArchitectureTests.TypesOf)
            where type.IsVisible
            from method in type.GetMethods(Everything)
            where method is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true }
            where method is { IsSpecialName: false, Name: not "DisposeAsync" } && method.GetBaseDefinition() == method && IsAsynchronous(method)
            where method.GetParameters().LastOrDefault()?.ParameterType != typeof(CancellationToken)
            let name = $"{type.FullName}.{method.Name}"
            where !s_uncancellable.ContainsKey(name)
            select name;

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void The_reasons_for_exceptions_are_about_something_that_exists()
    {
        var types = Repository.Sources.SelectMany(ArchitectureTests.TypesOf).ToDictionary(type => type.FullName!, StringComparer.Ordinal);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(s_openTypes, Is.SubsetOf(types.Keys));
            Assert.That(s_families.Select(file => Path.Combine(Repository.Root, file)), Has.All.Exist);
            Assert.That(
                s_uncancellable.Keys.Where(name => !types.TryGetValue(name[..name.LastIndexOf('.')], out var type)
                    || type.GetMethods(Everything).All(method => method.Name != name[(name.LastIndexOf('.') + 1)..])),
                Is.Empty);
        }
    }

    [TestCase(@"\bThread\.Sleep\b", TestName = "Shipped_code_does_not_sleep")]
    [TestCase(@"\bTask\.Delay\(\s*(\d|TimeSpan\.From\w+\(\s*\d)", TestName = "Shipped_code_does_not_wait_a_fixed_time")]
    [TestCase(@"\bDateTime(Offset)?\.(Utc)?(Now|Today)\b", TestName = "Shipped_code_asks_a_TimeProvider_for_the_time")]
    [TestCase(@"\bNotImplementedException\b|\bTODO\b|\bHACK\b", TestName = "Shipped_code_is_finished")]
    public void Shipped_code_does_not_contain(string pattern)
    {
        var found =
            from file in Repository.Files("*.cs", "src")
            from line in File.ReadLines(file).Select((text, index) => (Text: text, Number: index + 1))
            where !line.Text.TrimStart().StartsWith("//", StringComparison.Ordinal) && Regex.IsMatch(line.Text, pattern)
            select $"{Repository.Relative(file)}:{line.Number}: {line.Text.Trim()}";

        Assert.That(found, Is.Empty);
    }

    private static bool IsAsynchronous(MethodInfo method)
    {
        var type = method.ReturnType is { IsGenericType: true } generic ? generic.GetGenericTypeDefinition() : method.ReturnType;
        return type == typeof(Task) || type == typeof(Task<>) || type == typeof(ValueTask) || type == typeof(ValueTask<>) || type == typeof(IAsyncEnumerable<>);
    }

    [GeneratedRegex(@"^public\s+[\w\s]*?\b(class|record\s+struct|record|struct|interface|enum|delegate\s+[\w<>,?\s]+)\s+(?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex PublicType();
}

using System.Reflection;

namespace OpenHands.Tests.Golden;

public sealed class GoldenTests
{
    // Recorded for other parts, and tested there.
    private static readonly string[] TestedElsewhere =
    [
        "client/http", "client/jupyter_execute", "client/ps1_parse", "client/resolve_path",
        "misc/config_defaults_dict", "misc/config_env", "misc/config_toml", "misc/insert_lines", "misc/invariant_should_confirm", "misc/invariant_trace",
        "misc/jupyter_strip_ansi", "misc/llm_config_redaction", "misc/read_lines", "misc/resolve_path", "misc/runtime_base",
        "server/functions", "server/http", "server/websocket",
    ];

    private IReadOnlyList<Facet> _facets = [];

    [OneTimeSetUp]
    public async Task CompareAsync() => _facets =
    [
        .. EventFacets.All(),
        .. DecoderFacets.EventFromDict(),
        .. DecoderFacets.Registry(),
        .. FunctionFacets.TruncateContent(),
        .. FunctionFacets.RemoveFields(),
        .. FunctionFacets.JsonLoads(),
        .. FileStoreFacets.All(),
        .. await StreamFacets.AllAsync(),
        .. await AgentSkillsFacets.AllAsync(),
        .. StuckFacets.Histories(),
        .. StuckFacets.Tasks(),
        .. await ControllerFacets.AllAsync(),
    ];

    [Test]
    public void Every_recorded_answer_is_ours_unless_the_difference_is_listed()
    {
        var unexpected = _facets.Where(facet => !facet.IsEqual && !DeliberateDifferences.All.Any(difference => difference.Covers(facet))).ToList();

        Assert.That(unexpected, Is.Empty, () => string.Join("\n", unexpected.Select(facet => $"{facet.Name}\n  recorded {facet.Recorded}\n  ours     {facet.Ours}")));
    }

    [Test]
    public void Every_listed_difference_is_one()
    {
        var equal = from facet in _facets
                    where facet.IsEqual
                    from difference in DeliberateDifferences.All
                    where difference.Covers(facet)
                    select $"{difference.Id} lists {facet.Name}, which is equal";

        Assert.That(equal, Is.Empty);
    }

    [Test]
    public void Every_listed_difference_is_used()
    {
        var unused = from difference in DeliberateDifferences.All
                     from pattern in difference.Facets
                     where !_facets.Any(facet => new DeliberateDifference("", "", pattern).Covers(facet))
                     select $"{difference.Id}: {pattern}";

        Assert.That(unused, Is.Empty);
    }

    [Test]
    public void Every_listed_difference_has_a_reason_and_a_test_or_a_recorded_answer()
    {
        var tests = typeof(GoldenTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttributes().Any(attribute => attribute is TestAttribute or TestCaseAttribute))
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}")
            .ToHashSet();

        Assert.Multiple(() =>
        {
            Assert.That(DeliberateDifferences.All.Select(difference => difference.Id), Is.Unique);
            Assert.That(DeliberateDifferences.All.Where(difference => difference.Why.Length < 40 || difference.Facets.Length + difference.ShownBy.Length == 0), Is.Empty);
            Assert.That(DeliberateDifferences.All.SelectMany(difference => difference.ShownBy).Where(test => !tests.Contains(test)), Is.Empty);
        });
    }

    [Test]
    public void Every_recorded_file_is_compared_or_belongs_to_another_part()
    {
        var uncompared = Vectors.Files.Where(file => !_facets.Any(facet => facet.Name.StartsWith(file + "/", StringComparison.Ordinal)));

        Assert.That(uncompared, Is.EquivalentTo(TestedElsewhere));
    }
}

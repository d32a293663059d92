namespace OpenHands.Conformance;

/// <summary>Fails when a backend's tests forgot a suite. Inherit it once for each harness, in the assembly of its fixtures.</summary>
/// <typeparam name="THarness">The backend.</typeparam>
public abstract class ConformanceCoverageTests<THarness> : IConformanceCoverage
    where THarness : RuntimeHarness, new()
{
    /// <inheritdoc />
    public string BackendName => typeof(THarness).Name.Replace("Harness", "", StringComparison.Ordinal);

    /// <inheritdoc />
    public IReadOnlySet<Type> Inherited => ConformanceMatrix.InheritedBy(typeof(THarness), GetType().Assembly);

    /// <inheritdoc />
    public virtual IReadOnlyDictionary<Type, string> NotApplicable => new Dictionary<Type, string>();

    [Test]
    public void Every_suite_is_inherited_or_said_not_to_apply()
    {
        var forgotten = ConformanceMatrix.Suites.Where(suite => !Inherited.Contains(suite) && !NotApplicable.ContainsKey(suite));

        TestContext.Out.WriteLine(ConformanceMatrix.ToMarkdown(this));
        Assert.That(forgotten.Select(suite => suite.Name), Is.Empty, $"Inherit them with {typeof(THarness).Name}, or list them in NotApplicable with a reason.");
    }

    [Test]
    public void What_is_said_not_to_apply_is_a_suite_has_a_reason_and_is_not_inherited()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(NotApplicable.Keys, Is.SubsetOf(ConformanceMatrix.Suites));
            Assert.That(NotApplicable.Values, Has.All.Not.Empty);
            Assert.That(NotApplicable.Keys.Where(Inherited.Contains), Is.Empty);
        }
    }
}

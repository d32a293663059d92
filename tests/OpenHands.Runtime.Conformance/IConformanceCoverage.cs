namespace OpenHands.Conformance;

/// <summary>What a backend's coverage test knows of the suites it inherits.</summary>
public interface IConformanceCoverage
{
    /// <summary>Name of the backend.</summary>
    string BackendName { get; }

    /// <summary>The suites it inherits, as open generic types.</summary>
    IReadOnlySet<Type> Inherited { get; }

    /// <summary>The suites it cannot keep, as open generic types, each with the reason as half a sentence.</summary>
    IReadOnlyDictionary<Type, string> NotApplicable { get; }
}

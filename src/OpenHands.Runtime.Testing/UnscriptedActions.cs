namespace OpenHands.Testing;

/// <summary>What a <see cref="FakeRuntime"/> does with an action that no script answers. Files need none: they are kept in memory.</summary>
public enum UnscriptedActions
{
    /// <summary>The call fails with a <see cref="RuntimeAssertionException"/> that names the action and what is scripted.</summary>
    Fail,

    /// <summary>It succeeds with an empty observation of its kind: a command has no output and exit code 0.</summary>
    Succeed,
}

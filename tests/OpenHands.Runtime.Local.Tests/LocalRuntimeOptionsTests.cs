namespace OpenHands.Local.Tests;

public sealed class LocalRuntimeOptionsTests
{
    private static readonly TestCaseData[] Mistakes =
    [
        Mistake(options => options.WorkspacePath = "", "WorkspacePath must be a path"),
        Mistake(options => options.WorkspacePath = "a\0b", "WorkspacePath must be a path"),
        Mistake(options => options.BashPath = " ", "BashPath must be a path or a name."),
        Mistake(options => options.PythonPath = " ", "PythonPath must be a path or a name, or null to have one found."),
        Mistake(options => options.MaxOutputBytes = 1023, "MaxOutputBytes is 1023; it must be between 1,024 and 67,108,864."),
        Mistake(options => options.MaxOutputBytes = (64 * 1024 * 1024) + 1, "MaxOutputBytes is 67108865;"),
        Mistake(options => options.MaxOutputFileBytes = -1, "MaxOutputFileBytes is -1; it must be 0 or more."),
        Mistake(options => options.ActionTimeout = TimeSpan.Zero, "ActionTimeout is 00:00:00; it must be between 1 ms and 24 h."),
        Mistake(options => options.SoftTimeout = TimeSpan.FromDays(2), "SoftTimeout is 2.00:00:00; it must be between 1 ms and 24 h."),
        Mistake(options => options.SessionId = "../evil", "SessionId '../evil' must be 1 to 128 letters"),
        Mistake(options => options.SessionId = "", "SessionId '' must be 1 to 128 letters"),
        Mistake(options => options.Environment["A B"] = "x", "'A B' is not a variable name"),
        Mistake(options => options.Environment["A"] = "secret\0", "the value of 'A' holds a NUL character"),
    ];

    [TestCaseSource(nameof(Mistakes))]
    public void A_mistake_is_named_with_its_value_and_what_is_right(Action<LocalRuntimeOptions> mistake, string message)
    {
        var options = new LocalRuntimeOptions();
        mistake(options);

        var exception = Assert.Throws<ArgumentException>(() => new LocalRuntime(options));

        Assert.That(exception!.Message, Does.Contain(message).And.Not.Contain("secret"));
    }

    [Test]
    public void All_mistakes_are_named_at_once()
    {
        var options = new LocalRuntimeOptions { BashPath = "", MaxOutputBytes = 0, MaxOutputFileBytes = -5, ActionTimeout = TimeSpan.Zero };

        var exception = Assert.Throws<ArgumentException>(() => new LocalRuntime(options));

        Assert.That(exception!.Message, Does.Contain("BashPath").And.Contain("MaxOutputBytes").And.Contain("MaxOutputFileBytes").And.Contain("ActionTimeout"));
    }

    [Test]
    public async Task The_defaults_are_right()
    {
        await using var runtime = new LocalRuntime(new LocalRuntimeOptions());

        Assert.That(runtime.State, Is.EqualTo(RuntimeState.Created));
    }

    private static TestCaseData Mistake(Action<LocalRuntimeOptions> mistake, string message) => new(mistake, message) { TestName = $"{{m}} {message.Split('\0')[0]}" };
}

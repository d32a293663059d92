using OpenHands.Security;

namespace OpenHands.Tests.Security;

[TestFixture]
public sealed class OtherActionsTests
{
    private static readonly RulesAnalyzer s_analyzer = new();

    private static IEnumerable<TestCaseData<AgentAction, SecurityRisk>> Cases() =>
    [
        new(new FileReadAction("src/a.cs"), SecurityRisk.Low),
        new(new FileReadAction("/etc/shadow"), SecurityRisk.High),
        new(new FileReadAction("../../etc/shadow"), SecurityRisk.High),
        new(new FileReadAction("/home/somebody/x"), SecurityRisk.Medium),
        new(new FileWriteAction("src/a.cs", "x"), SecurityRisk.Low),
        new(new FileWriteAction("/workspace/../etc/passwd", "x"), SecurityRisk.High),
        new(new FileWriteAction(".git/hooks/post-checkout", "x"), SecurityRisk.High),
        new(new BrowseUrlAction("https://example.org/"), SecurityRisk.Medium),
        new(new BrowseUrlAction("http://169.254.169.254/"), SecurityRisk.High),
        new(new BrowseUrlAction("http://0xA9FEA9FE/"), SecurityRisk.High),
        new(new BrowseUrlAction("http://good.example@10.0.0.1/"), SecurityRisk.High),
        new(new BrowseUrlAction("http://[::ffff:169.254.169.254]/"), SecurityRisk.High),
        new(new BrowseUrlAction("file:///etc/shadow"), SecurityRisk.High),
        new(new BrowseUrlAction("javascript:alert(1)"), SecurityRisk.Unknown),
        new(new BrowseInteractiveAction("scroll(0, 100)\nnoop()"), SecurityRisk.Low),
        new(new BrowseInteractiveAction("goto('https://example.org')"), SecurityRisk.Medium),
        new(new BrowseInteractiveAction("fill('a12', 'text')\nclick('b')"), SecurityRisk.Medium),
        new(new BrowseInteractiveAction("goto('file:///etc/shadow')"), SecurityRisk.High),
        new(new BrowseInteractiveAction("upload_file('a', 'x')"), SecurityRisk.High),
        new(new BrowseInteractiveAction("__import__('os')"), SecurityRisk.Unknown),
        new(new BrowseInteractiveAction("goto(x)"), SecurityRisk.Unknown),
        new(new CmdRunAction("yes") { IsInput = true }, SecurityRisk.Unknown),
        new(new CmdRunAction("C-c") { IsInput = true }, SecurityRisk.Low),
        new(new CustomAction("deploy", JsonPayload.EmptyObject), SecurityRisk.Unknown),
        new(new MessageAction("rm -rf /"), SecurityRisk.Low),
    ];

    [TestCaseSource(nameof(Cases))]
    public void Every_action_that_runs_is_judged(AgentAction action, SecurityRisk expected)
    {
        var verdict = s_analyzer.Judge(action);

        Assert.That(verdict.Risk, Is.EqualTo(expected), verdict.Reason);
    }
}

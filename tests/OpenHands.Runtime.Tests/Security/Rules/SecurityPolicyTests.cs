using OpenHands.Security;

namespace OpenHands.Tests.Security;

[TestFixture]
public sealed class SecurityPolicyTests
{
    [Test]
    public void The_default_policy_survives_being_written_and_read()
    {
        var json = SecurityPolicy.Default.ToJson();

        var read = SecurityPolicy.Parse(json);

        Assert.That(read.ToJson(), Is.EqualTo(json));
        Assert.That(read.Commands, Is.EqualTo(SecurityPolicy.Default.Commands));
    }

    [TestCase("[]", "The policy cannot be read")]
    [TestCase("no policy", "line 1, column 2: ")]
    [TestCase("""{"commands":7}""", "line 1, column 14, $.commands: this is not the kind of value")]
    [TestCase("{}", "missing required properties")]
    [TestCase("null", "The policy is null")]
    [TestCase("""{"commands":[{"programs":[],"risk":"low","reason":"x"}],"paths":[],"hosts":[],"code":[],"variables":[]}""", "Rule 0 of the policy's list 'commands'")]
    [TestCase("""{"commands":[],"paths":[{"paths":["*"],"risk":"grave","reason":"x"}],"hosts":[],"code":[],"variables":[]}""", "$.paths[0].risk")]
    [TestCase("""{"commands":[],"paths":[],"hosts":[],"code":[],"variables":[],"comands":[]}""", "comands")]
    [TestCase("""{"workspace":["/"],"commands":[],"paths":[],"hosts":[],"code":[],"variables":[]}""", "workspace must name")]
    [TestCase("""{"commands":null,"paths":[],"hosts":[],"code":[],"variables":[]}""", "'commands' is null")]
    public void A_policy_that_cannot_be_one_is_refused_with_the_place(string json, string expected)
    {
        var exception = Assert.Throws<FormatException>(() => SecurityPolicy.Parse(json));

        Assert.That(exception!.Message, Does.Contain(expected).And.Not.Contain("BytePosition").And.Not.Contain("OpenHands."));
    }

    [Test]
    public void A_new_policy_counts_from_the_next_action_on()
    {
        var analyzer = new RulesAnalyzer();
        var before = analyzer.Judge(new CmdRunAction("frobnicate"));

        analyzer.Policy = analyzer.Policy with
        {
            Commands = [new CommandRule { Programs = ["frob*"], Risk = SecurityRisk.Low, Reason = "is ours" }],
        };

        Assert.That(before.Risk, Is.EqualTo(SecurityRisk.Unknown));
        Assert.That(analyzer.Judge(new CmdRunAction("frobnicate")), Is.EqualTo(new SecurityVerdict(SecurityRisk.Low, "'frobnicate' is ours.")));
    }

    [Test]
    public void A_policy_without_rules_knows_nothing()
    {
        var analyzer = new RulesAnalyzer(SecurityPolicy.Parse("""{"commands":[],"paths":[],"hosts":[],"code":[],"variables":[]}"""));

        Assert.That(analyzer.Judge(new CmdRunAction("ls")).Risk, Is.EqualTo(SecurityRisk.Unknown));
        Assert.That(analyzer.Judge(new FileReadAction("x")).Risk, Is.EqualTo(SecurityRisk.Unknown));
    }
}

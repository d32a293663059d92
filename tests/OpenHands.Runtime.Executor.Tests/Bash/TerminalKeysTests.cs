using OpenHands.Execution.Bash;

namespace OpenHands.Execution.Tests.Bash;

[TestFixture]
public sealed class TerminalKeysTests
{
    [TestCase("C-c", 3)]
    [TestCase("C-d", 4)]
    [TestCase("C-z", 26)]
    [TestCase("C-Z", 26)]
    [TestCase("c-c", 3)]
    [TestCase("C-\\", 28)]
    public void A_key_is_named_as_in_a_terminal_manual(string name, int expected)
    {
        var isKey = TerminalKeys.TryParse(name, out var key);

        Assert.That(isKey, Is.True);
        Assert.That(key, Is.EqualTo(expected));
    }

    [TestCase("")]
    [TestCase("C-")]
    [TestCase("C-cc")]
    [TestCase("C-1")]
    [TestCase("X-c")]
    [TestCase("ctrl+c")]
    public void Anything_else_is_text(string text) => Assert.That(TerminalKeys.TryParse(text, out _), Is.False);

    [TestCase("ctrl+c", true)]
    [TestCase("CTRL+C", true)]
    [TestCase("ctrl+cc", false)]
    [TestCase("C-c", false)]
    public void The_interrupt_of_0_9_3_is_known_in_any_case(string command, bool expected) =>
        Assert.That(TerminalKeys.IsInterrupt(command), Is.EqualTo(expected));
}

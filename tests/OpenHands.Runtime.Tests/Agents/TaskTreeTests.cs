namespace OpenHands.Tests.Agents;

[TestFixture]
public sealed class TaskTreeTests
{
    [Test]
    public void Subtasks_come_with_their_state()
    {
        var tree = new TaskTree();

        tree.Add("", "cook", JsonPayload.Parse("""[{"goal":"buy","state":"verified"},{"goal":"cut","subtasks":[{"goal":"onions"}]}]"""));

        Assert.That(tree.ToString(), Is.EqualTo("🔵  \n    🔵 0 cook\n        ✅ 0.0 buy\n        🔵 0.1 cut\n            🔵 0.1.0 onions\n"));
    }

    [TestCase("""{"goal":"no list"}""")]
    [TestCase("""["no object"]""")]
    [TestCase("""[{"title":"no goal"}]""")]
    [TestCase("""[{"goal":"x","state":"half"}]""")]
    public void Wrong_subtasks_are_refused_and_nothing_is_added(string subtasks)
    {
        var tree = new TaskTree();

        Assert.Throws<ArgumentException>(() => tree.Add("", "cook", JsonPayload.Parse(subtasks)));

        Assert.That(tree.IsEmpty, Is.True);
    }

    [Test]
    public void A_tree_has_room_for_a_thousand_tasks()
    {
        var tree = new TaskTree();
        for (var i = 0; i < TaskTree.MaxTasks; i++)
        {
            tree.Add("", "one");
        }

        var exception = Assert.Throws<ArgumentException>(() => tree.Add("", "one more"));

        Assert.That(exception!.Message, Is.EqualTo("A task tree holds at most 1000 tasks; this one has 1000. Finish some before adding more."));
    }
}

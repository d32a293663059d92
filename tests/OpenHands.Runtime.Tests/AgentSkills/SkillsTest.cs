namespace OpenHands.Tests.AgentSkills;

/// <summary>A test that calls AgentSkills in a workspace of its own.</summary>
public abstract class SkillsTest
{
    private PythonSkills? _skills;

    private protected PythonSkills Skills => _skills!;

    [SetUp]
    public async Task CreateSkillsAsync() => _skills = await PythonSkills.CreateAsync();

    [TearDown]
    public void DeleteSkills() => _skills?.Dispose();
}

using System.Runtime.Versioning;

namespace OpenHands.Tests.AgentSkills;

[SupportedOSPlatform("linux")]
public sealed class LintingTests : SkillsTest
{
    [SetUp]
    public void EnableLinting() => Skills.Environment["ENABLE_AUTO_LINT"] = "true";

    [TestCase("a.py", "x = 1\n", "y = undefined_name\n", "2:5: F821 undefined name 'undefined_name'")]
    [TestCase("a.sh", "echo a\n", "if true; then\n", "3:1: syntax error: unexpected end of file")]
    public async Task An_edit_that_breaks_a_file_is_refused(string name, string content, string added, string expected)
    {
        Skills.Add(name, content);

        var output = await Skills.CallAsync("append_file", name, added);

        Assert.Multiple(() =>
        {
            Assert.That(output, Does.StartWith("[Your proposed edit has introduced new syntax error(s)."));
            Assert.That(output, Does.Contain($"\nERRORS:\n/fixture/{name}:{expected}"));
            Assert.That(Skills.Read(name), Is.EqualTo(content));
        });
    }

    [TestCase("a.py", "def f(:\n", "x = undefined\n", TestName = "An_edit_of_a_file_that_was_broken_before_is_made")]
    [TestCase("a.sh", "echo a\n", "echo b\n", TestName = "An_edit_of_a_shell_script_that_is_right_is_made")]
    [TestCase("a.unknown", "a\n", "((((\n", TestName = "An_edit_in_an_unknown_language_is_made")]
    public async Task An_edit_that_breaks_nothing_is_made(string name, string content, string added)
    {
        Skills.Add(name, content);

        var output = await Skills.CallAsync("append_file", name, added);

        Assert.Multiple(() =>
        {
            Assert.That(output, Does.EndWith("Edit the file again if necessary.]\n"));
            Assert.That(Skills.Read(name), Is.EqualTo(content + added));
        });
    }

    [Test]
    public async Task Nothing_is_checked_unless_asked_for()
    {
        Skills.Environment["ENABLE_AUTO_LINT"] = "false";
        Skills.Add("a.py", "x = 1\n");

        await Skills.CallAsync("append_file", "a.py", "def f(:\n");

        Assert.That(Skills.Read("a.py"), Is.EqualTo("x = 1\ndef f(:\n"));
    }

    [Test]
    public async Task An_edit_that_could_not_be_checked_says_so()
    {
        Skills.Environment["PATH"] = "/nowhere";
        foreach (var name in (string[])["a.ts", "a.js", "a.jsx", "a.sh"])
        {
            Skills.Add(name, "\n");
        }

        var answers = await Skills.CallAllAsync([.. ((string[])["a.ts", "a.js", "a.jsx", "a.sh"]).Select(name => new SkillCall("append_file", name, "x"))]);

        Assert.That(answers.Select(answer => answer.Output.TrimEnd().Split('\n')[^1]), Is.EqualTo((string[])
        [
            "[The edit was not checked for syntax errors: tsc for .ts files is not installed.]",
            "[The edit was not checked for syntax errors: eslint, or node for .js files is not installed.]",
            "[The edit was not checked for syntax errors: eslint, or node for .jsx files is not installed.]",
            "[The edit was not checked for syntax errors: bash for .sh files is not installed.]",
        ]));
    }

    [Test]
    public async Task Without_flake8_Python_itself_checks_the_grammar()
    {
        Skills.Add("a.py", "x = 1\n");

        var output = await Skills.RunAsync("", "-c", """
            import importlib.util, os
            from agentskills import *
            importlib.util.find_spec = lambda name: None
            os.environ["PATH"] = "/nowhere"
            append_file("a.py", "def f(:\n")
            append_file("a.py", "y = undefined\n")
            """);

        Assert.Multiple(() =>
        {
            Assert.That(output, Does.Contain($"\nERRORS:\n{Skills.Workspace}/a.py:2:7: E999 SyntaxError: invalid syntax\n"));
            Assert.That(Skills.Read("a.py"), Is.EqualTo("x = 1\ny = undefined\n"));
        });
    }

    [Test]
    public async Task Files_of_the_workspace_do_not_take_part_in_checking()
    {
        Skills.Add("flake8.py", "raise SystemExit(3)\n");
        Skills.Add("setup.cfg", "[flake8]\nexclude = *\nextend-ignore = F821\n");
        Skills.Add("a.py", "x = 1\n");

        var output = await Skills.CallAsync("append_file", "a.py", "y = undefined\n");

        Assert.That(output, Does.Contain("F821 undefined name 'undefined'"));
    }

    [Test]
    public async Task Bash_runs_nothing_when_it_checks()
    {
        Skills.Environment["BASH_ENV"] = Skills.Add("env.sh", "touch ran\n");
        Skills.Add("a.sh", "\n");

        await Skills.CallAsync("append_file", "a.sh", "touch ran\n");

        Assert.That(Path.Combine(Skills.Workspace, "ran"), Does.Not.Exist);
    }

    // Programs of that name that answer as the real ones do: the packages of Debian are too large to ask for them.
    [Test]
    public async Task Linters_of_JavaScript_and_TypeScript_are_asked_when_they_are_there()
    {
        AddProgram("eslint", """
            import json, sys
            text = sys.stdin.read()
            found = [{"severity": 2, "line": 2, "column": 3, "ruleId": "no-undef", "message": "'x' is not defined."}, {"severity": 1, "line": 1, "column": 1, "ruleId": "style", "message": "ugly"}]
            print(json.dumps([{"messages": found if "x" in text else []}]))
            sys.exit(1 if "x" in text else 0)
            """);
        AddProgram("tsc", """
            import sys
            if "let =" in open(sys.argv[-1]).read():
                print(f"{sys.argv[-1]}(2,5): error TS1134: Variable declaration expected.\n{sys.argv[-1]}(1,1): error TS2304: Cannot find name 'a'.")
                sys.exit(2)
            """);
        Skills.Add("a.jsx", "a\n");
        Skills.Add("a.tsx", "a\n");

        var answers = await Skills.CallAllAsync(
            new SkillCall("append_file", "a.jsx", "b"),
            new SkillCall("append_file", "a.jsx", "x"),
            new SkillCall("append_file", "a.tsx", "b"),
            new SkillCall("append_file", "a.tsx", "let ="));

        Assert.Multiple(() =>
        {
            Assert.That(answers[1].Output, Does.Contain("\nERRORS:\n/fixture/a.jsx:2:3: no-undef 'x' is not defined.\n["));
            Assert.That(answers[3].Output, Does.Contain("\nERRORS:\n/fixture/a.tsx:2:5: TS1134: Variable declaration expected.\n["));
            Assert.That(Skills.Read("a.jsx"), Is.EqualTo("a\nb\n"));
            Assert.That(Skills.Read("a.tsx"), Is.EqualTo("a\nb\n"));
        });
    }

    [Test]
    public async Task JavaScript_is_checked_as_script_and_as_module_where_only_node_is_there()
    {
        AddProgram("node", """
            import sys
            kind, text = sys.argv[1], sys.stdin.read()
            script, module = "script" in text and "module" in kind, "module" in text and "commonjs" in kind
            line = text[:text.find("wrong")].count("\n") + 1 if "wrong" in text else 1
            if "wrong" in text or script or module:
                print(f"[stdin]:{line}\nlet = ;\n      ^\n\nSyntaxError: Unexpected token in {kind}\n    at wrapSafe (node:internal)\n\nNode.js v20.20.2", file=sys.stderr)
                sys.exit(1)
            """);
        Skills.Add("a.js", "\n");
        Skills.Add("b.js", "\n");
        Skills.Add("c.mjs", "\n");

        var answers = await Skills.CallAllAsync(
            new SkillCall("append_file", "a.js", "script"),
            new SkillCall("append_file", "b.js", "module"),
            new SkillCall("append_file", "b.js", "wrong"),
            new SkillCall("append_file", "c.mjs", "script"));

        Assert.Multiple(() =>
        {
            Assert.That(Skills.Read("a.js"), Is.EqualTo("script\n"));
            Assert.That(Skills.Read("b.js"), Is.EqualTo("module\n"));
            Assert.That(answers[2].Output, Does.Contain("\nERRORS:\n/fixture/b.js:2:1: SyntaxError: Unexpected token in --input-type=commonjs\n["));
            Assert.That(answers[3].Output, Does.Contain("\nERRORS:\n/fixture/c.mjs:1:1: SyntaxError: "));
        });
    }

    private void AddProgram(string name, string python)
    {
        Skills.Environment["PATH"] = $"{Skills.Workspace}/bin:{Environment.GetEnvironmentVariable("PATH")}";
        var path = Skills.Add($"bin/{name}", $"#!/usr/bin/env python3\n{python}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}

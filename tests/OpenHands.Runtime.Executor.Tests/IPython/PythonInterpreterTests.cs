using OpenHands.Execution.IPython;

namespace OpenHands.Execution.Tests.IPython;

/// <summary>Interpreters that are only files: which one is chosen, and what is said when there is none.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PythonInterpreterTests : IDisposable
{
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _root = Directory.CreateTempSubdirectory("openhands-python-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Test]
    public void The_first_on_PATH_that_has_ipykernel_is_taken()
    {
        Install("one", "python3.9");
        Install("two", "python3.12", kernel: "lib/python3.12/site-packages");

        Assert.That(Find("one/bin:two/bin"), Is.EqualTo($"{_root}/two/bin/python3"));
    }

    [Test]
    public void A_virtual_environment_counts_alone_unless_it_takes_the_systems_packages()
    {
        Install("system", "python3.12", kernel: "lib/python3.12/site-packages");
        var alone = Environment("alone", "false");
        var open = Environment("open", "true");

        Assert.That((Find($"{alone}:system/bin"), Find(open)), Is.EqualTo(($"{_root}/system/bin/python3", $"{_root}/open/bin/python3")));
    }

    [Test]
    public void A_virtual_environment_with_its_own_ipykernel_is_taken()
    {
        Install("system", "python3.12");
        var own = Environment("own", "false");
        Kernel("own/lib/python3.12/site-packages");

        Assert.That(Find(own), Is.EqualTo($"{_root}/own/bin/python3"));
    }

    [Test]
    public void A_pyenv_shim_stands_for_the_chosen_version()
    {
        Install("pyenv/versions/3.12.1", "python3.12", kernel: "lib/python3.12/site-packages");
        Write("pyenv/shims/python3", "#!/bin/sh");
        Write("pyenv/version", "3.12.1\n");

        Assert.That(Find("pyenv/shims"), Is.EqualTo($"{_root}/pyenv/versions/3.12.1/bin/python3"));
    }

    [Test]
    public void A_shim_of_a_version_that_is_not_there_is_passed_over()
    {
        Write("pyenv/shims/python3", "#!/bin/sh");
        Write("pyenv/version", "system\n");
        Install("next", "python3.12", kernel: "lib/python3.12/site-packages");

        Assert.That(Find("pyenv/shims:next/bin"), Is.EqualTo($"{_root}/next/bin/python3"));
    }

    [Test]
    public void Packages_of_the_user_and_of_PYTHONPATH_count()
    {
        Install("one", "python3.12");
        Kernel("home/.local/lib/python3.12/site-packages");
        Install("two", "python3.11");
        Kernel("packages");

        Assert.That((Find("one/bin", home: "home"), Find("two/bin", pythonPath: "packages")), Is.EqualTo(($"{_root}/one/bin/python3", $"{_root}/two/bin/python3")));
    }

    [Test]
    public void A_path_is_believed_and_a_wrong_one_is_named()
    {
        Install("one", "python3.12");

        var found = PythonInterpreter.Find($"{_root}/one/bin/python3", Variables("", null, null), out _);
        var missing = PythonInterpreter.Find("/no/such/python", Variables("", null, null), out var message);

        Assert.That((found, missing), Is.EqualTo(($"{_root}/one/bin/python3", (string?)null)));
        Assert.That(message, Is.EqualTo("There is no program /no/such/python, which PythonPath names. Set another, or leave it out to have one found."));
    }

    [Test]
    public void What_is_missing_is_said_with_the_line_that_installs_it()
    {
        Install("one", "pythonX");
        File.CreateSymbolicLink($"{_root}/one/bin/oh-python", "pythonX");

        var none = PythonInterpreter.Find("oh-no-python", Variables("one/bin", null, null), out var noProgram);
        var bare = PythonInterpreter.Find("oh-python", Variables("one/bin", null, null), out var noKernel);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((none, bare), Is.EqualTo(((string?)null, (string?)null)));
            Assert.That(noProgram, Does.StartWith("IPython needs oh-no-python with ipykernel; there is no oh-no-python on PATH.").And.Contain("apt-get install -y python3-ipykernel"));
            Assert.That(noKernel, Does.StartWith($"IPython needs ipykernel, which none of these has: {_root}/one/bin/oh-python.").And.Contain("python3 -m pip install ipykernel"));
        }
    }

    private string? Find(string path, string? home = null, string? pythonPath = null) => PythonInterpreter.Find(null, Variables(path, home, pythonPath), out _);

    private Dictionary<string, string> Variables(string path, string? home, string? pythonPath)
    {
        var variables = new Dictionary<string, string> { ["PATH"] = string.Join(':', path.Split(':').Select(part => $"{_root}/{part}")) };
        if (home is not null)
        {
            variables["HOME"] = $"{_root}/{home}";
        }

        if (pythonPath is not null)
        {
            variables["PYTHONPATH"] = $"{_root}/{pythonPath}";
        }

        return variables;
    }

    private void Install(string prefix, string program, string? kernel = null)
    {
        Write($"{prefix}/bin/{program}", "");
        File.CreateSymbolicLink($"{_root}/{prefix}/bin/python3", program);
        if (kernel is not null)
        {
            Kernel($"{prefix}/{kernel}");
        }
    }

    private string Environment(string name, string takesSystemPackages)
    {
        Write($"{name}/pyvenv.cfg", $"home = {_root}/system/bin\ninclude-system-site-packages = {takesSystemPackages}\n");
        Directory.CreateDirectory($"{_root}/{name}/bin");
        File.CreateSymbolicLink($"{_root}/{name}/bin/python3", $"{_root}/system/bin/python3");
        return $"{name}/bin";
    }

    private void Kernel(string directory) => Write($"{directory}/ipykernel/kernelapp.py", "");

    private void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName($"{_root}/{path}")!);
        File.WriteAllText($"{_root}/{path}", content);
        File.SetUnixFileMode($"{_root}/{path}", Executable);
    }
}

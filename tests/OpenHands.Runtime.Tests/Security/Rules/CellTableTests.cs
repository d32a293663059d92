using OpenHands.Security;

namespace OpenHands.Tests.Security;

[TestFixture]
public sealed class CellTableTests
{
    private static readonly RulesAnalyzer s_analyzer = new();

    [TestCase("print(sum(x * x for x in range(10)))", SecurityRisk.Low)]
    [TestCase("import math\nprint(math.sqrt(2))", SecurityRisk.Low)]
    [TestCase("import json, re\ndata = json.loads('{}')\nprint(re.sub('a', 'b', 'c'))", SecurityRisk.Low)]
    [TestCase("import pandas as pd\ndf = pd.read_csv('data.csv')\ndf.head()", SecurityRisk.Low)]
    [TestCase("import numpy as np\nimport matplotlib.pyplot as plt\nplt.plot(np.arange(10))\nplt.show()", SecurityRisk.Low)]
    [TestCase("with open('out.txt', 'w') as f:\n    f.write('x')", SecurityRisk.Low)]
    [TestCase("def f(a, b=2):\n    return a + b\nprint(f(1))", SecurityRisk.Low)]
    [TestCase("class A:\n    def __init__(self, x):\n        self.x = x\nprint(A(1).x)", SecurityRisk.Low)]
    [TestCase("%matplotlib inline\n!ls", SecurityRisk.Low)]
    [TestCase("%%bash\nls -la", SecurityRisk.Low)]
    [TestCase("from datetime import datetime\nprint(f'{datetime.now():%Y}')", SecurityRisk.Low)]
    [TestCase("import os\nos.remove('old.txt')", SecurityRisk.Medium)]
    [TestCase("%pip install requests", SecurityRisk.Medium)]
    [TestCase("import requests\nrequests.get('https://example.org')", SecurityRisk.Medium)]
    [TestCase("import subprocess\nsubprocess.run(['pip', 'install', 'x'])", SecurityRisk.Medium)]
    [TestCase("import os; os.system('rm -rf /')", SecurityRisk.High)]
    [TestCase("from os import system as s\ns('rm -rf /')", SecurityRisk.High)]
    [TestCase("import subprocess\nsubprocess.run(['rm', '-rf', '/'])", SecurityRisk.High)]
    [TestCase("import subprocess\nsubprocess.check_output('cat /etc/shadow', shell=True)", SecurityRisk.High)]
    [TestCase("import shutil\nshutil.rmtree('build')", SecurityRisk.High)]
    [TestCase("open('/etc/shadow').read()", SecurityRisk.High)]
    [TestCase("open('/etc/passwd', 'w')", SecurityRisk.High)]
    [TestCase("x = ['/etc/shadow']", SecurityRisk.High)]
    [TestCase("open('\\x2fetc/shadow')", SecurityRisk.High)]
    [TestCase("!rm -rf /", SecurityRisk.High)]
    [TestCase("x = !cat /etc/shadow", SecurityRisk.High)]
    [TestCase("%%bash\nrm -rf /", SecurityRisk.High)]
    [TestCase("import pickle\npickle.load(f)", SecurityRisk.High)]
    [TestCase("import requests\nrequests.post('https://example.org', data=x)", SecurityRisk.High)]
    [TestCase("f'{open(\"/etc/shadow\").read()}'", SecurityRisk.High)]
    [TestCase("import os\nos.environ['KEY']", SecurityRisk.High)]
    [TestCase("run = 1\nrun", SecurityRisk.Low)]
    [TestCase("rm -rf /", SecurityRisk.Unknown)]
    [TestCase("x = 1\nsx id", SecurityRisk.Unknown)]
    [TestCase("import os\nos.path.os.system('id')", SecurityRisk.Unknown)]
    [TestCase("import os\nprint(os.path.join('a', 'b'))", SecurityRisk.Low)]
    [TestCase("exec('x')", SecurityRisk.Unknown)]
    [TestCase("__import__('os').system('id')", SecurityRisk.Unknown)]
    [TestCase("getattr(x, 'y')()", SecurityRisk.Unknown)]
    [TestCase("().__class__.__bases__[0].__subclasses__()", SecurityRisk.Unknown)]
    [TestCase("import os\nx = os\nx.getcwd()", SecurityRisk.Unknown)]
    [TestCase("import os as json2\n", SecurityRisk.Unknown)]
    [TestCase("import os\ns = os.system", SecurityRisk.Unknown)]
    [TestCase("from os import *", SecurityRisk.Unknown)]
    [TestCase("import ctypes", SecurityRisk.Unknown)]
    [TestCase("open(name)", SecurityRisk.Unknown)]
    [TestCase("f = open\nf('/workspace/x')", SecurityRisk.Unknown)]
    [TestCase("open('/etc/sha' + 'dow')", SecurityRisk.Unknown)]
    [TestCase("mystery()", SecurityRisk.Unknown)]
    [TestCase("!echo {x}", SecurityRisk.Unknown)]
    [TestCase("%load_ext x", SecurityRisk.Unknown)]
    [TestCase("%%javascript\n1", SecurityRisk.Unknown)]
    [TestCase("import random\nrandom._os.system('id')", SecurityRisk.Unknown)]
    [TestCase("import json\njson.codecs.open('x')", SecurityRisk.Unknown)]
    [TestCase("from pathlib import Path\nPath(x).unlink()", SecurityRisk.Unknown)]
    [TestCase("ｅｘｅｃ('x')", SecurityRisk.Unknown)]
    [TestCase("x = 'not closed", SecurityRisk.Unknown)]
    public void A_cell_has_the_risk_of_the_table(string code, SecurityRisk expected)
    {
        var verdict = s_analyzer.Judge(new IPythonRunCellAction(code));

        Assert.That(verdict.Risk, Is.EqualTo(expected), verdict.Reason);
    }

    [Test]
    public void Code_for_a_fresh_kernel_is_judged_too()
    {
        var verdict = s_analyzer.Judge(new IPythonRunCellAction("1") { KernelInitCode = "open('/etc/shadow')" });

        Assert.That(verdict.Risk, Is.EqualTo(SecurityRisk.High));
    }
}

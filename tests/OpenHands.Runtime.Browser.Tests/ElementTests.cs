using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OpenHands.Browsing.Tests.Support;

namespace OpenHands.Browsing.Tests;

[TestFixture]
[Parallelizable(ParallelScope.Self)]
internal sealed class ElementTests : BrowserTest
{
    [Test]
    public async Task A_form_is_filled_and_sent()
    {
        var site = Own(await Site.ServeAsync(application =>
        {
            application.MapGet("/", () => Results.Content(
                "<form action=/sent><label>Name <input name=n value=old></label><label>Colour <select name=c multiple><option>red<option value=b>blue<option>green</select></label><label><input type=checkbox name=g> Gift</label><button>Send</button></form>",
                "text/html"));
            application.MapGet("/sent", (HttpRequest request) => Results.Content($"<p>got {request.QueryString}", "text/html"));
        }));
        var form = await OpenAsync(site.Address);

        var sent = await DoAsync($"""
            fill({Bid(form, "textbox", "Name")}, 'Ann "O\'Hara"')
            select_option("{Bid(form, "listbox", "Colour")}", ["red", "blue"])
            check("{Bid(form, "checkbox", "Gift")}"); click("{Bid(form, "button", "Send")}")
            """);

        Assert.That(sent.Content, Is.EqualTo("got ?n=Ann+%22O%27Hara%22&c=red&c=b&g=on"));
        Assert.That(sent.Url, Does.StartWith($"{site.Address}/sent?"));
    }

    [Test]
    public async Task Elements_of_frames_and_shadow_trees_are_named_and_used()
    {
        var other = await ServeAsync(("/", "<button onclick=\"document.body.append('far clicked')\">Far</button>"));
        var site = await ServeAsync(
            ("/", $"<p>Top</p><iframe src=/inner></iframe><iframe src=http://localhost:{other.Port}/></iframe><div id=h></div><script>h.attachShadow({{mode:'open'}}).innerHTML='<button onclick=\"this.textContent=`Pressed`\">Shadow</button>'</script>"),
            ("/inner", "<button onclick=\"document.body.append('near clicked')\">Near</button>"));
        var page = await OpenAsync(site.Address);

        var clicked = await DoAsync($"click('{Bid(page, "button", "Near")}')\nclick('{Bid(page, "button", "Far")}')\nclick('{Bid(page, "button", "Shadow")}')");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(clicked.LastBrowserActionError, Is.Empty);
            Assert.That(clicked.Content, Does.Contain("near clicked").And.Contains("far clicked").And.Contains("Pressed"));
            Assert.That((Bid(clicked, "button", "Near"), Bid(clicked, "button", "Far"), Bid(clicked, "button", "Pressed")), Is.EqualTo((Bid(page, "button", "Near"), Bid(page, "button", "Far"), Bid(page, "button", "Shadow"))));
            Assert.That(clicked.ToAccessibilityOutline(), Does.Contain("button 'Near'").And.Contains("button 'Far'"));
        }
    }

    [Test]
    public async Task Elements_of_closed_shadow_trees_are_used_like_others()
    {
        var inner = await ServeAsync(("/", "<div id=h></div><script>h.attachShadow({mode:'closed'}).innerHTML='<button onclick=\"this.textContent=`Far pressed`\">Far</button>'</script>"));
        var page = await ShowAsync($$"""
            <div id=h></div><iframe src=http://localhost:{{inner.Port}}/></iframe>
            <script>
              const outer = h.attachShadow({mode: 'closed'});
              outer.innerHTML = '<input aria-label=Name><div></div>';
              outer.lastChild.attachShadow({mode: 'closed'}).innerHTML = '<button onclick="this.textContent=`Near pressed`">Near</button>';
            </script>
            """);

        var after = await DoAsync($"fill('{Bid(page, "textbox", "Name")}', 'Ada')\nclick('{Bid(page, "button", "Near")}')\nclick('{Bid(page, "button", "Far")}')");

        Assert.That(after.LastBrowserActionError, Is.Empty);
        Assert.That(after.ToAccessibilityOutline(), Does.Contain("value='Ada'").And.Contains("button 'Near pressed'").And.Contains("button 'Far pressed'"));
    }

    [Test]
    public async Task The_page_keeps_nothing_of_an_element_being_used()
    {
        var page = await ShowAsync("<button onclick=\"document.title = Object.getOwnPropertyNames(globalThis).filter(name => name.includes('openhands')).length + '/' + this.getAttributeNames()\">b</button>");

        var after = await DoAsync($"click('{Bid(page, "button", "b")}')");

        Assert.That(after.ToAccessibilityOutline(), Does.StartWith("RootWebArea '0/onclick'"));
    }

    [Test]
    public async Task An_element_keeps_its_id_while_others_come_and_go()
    {
        var page = await ShowAsync("<button onclick=\"const b = document.createElement('button'); b.textContent = 'New'; document.body.prepend(b); document.getElementById('gone')?.remove()\">Keep</button><p id=gone><button>Gone</button></p>");
        var (keep, gone) = (Bid(page, "button", "Keep"), Bid(page, "button", "Gone"));

        var after = await DoAsync($"click('{keep}')");
        var stale = await DoAsync($"click('{gone}')");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Bid(after, "button", "Keep"), Is.EqualTo(keep));
            Assert.That(Bid(after, "button", "New"), Is.Not.EqualTo(keep).And.Not.EqualTo(gone));
            Assert.That(stale.LastBrowserActionError, Is.EqualTo($"There is no element with the id '{gone}' in the last observation of this tab. Use one that it shows, or look again with noop(0)."));
        }
    }

    [Test]
    public async Task The_page_is_not_changed_by_being_looked_at()
    {
        var page = await ShowAsync("<p>x</p><button onclick=\"document.title = !!document.querySelector('[bid], [data-openhands-target]')\">b</button>");

        var after = await DoAsync($"click('{Bid(page, "button", "b")}')\nkeyboard_press('Escape')");
        var title = await DoAsync("noop(0)");

        Assert.That(after.Error, Is.False);
        Assert.That(title.ToAccessibilityOutline(), Does.StartWith("RootWebArea 'false'"));
    }

    [Test]
    public async Task An_id_of_a_page_that_was_left_clicks_nothing_on_the_next()
    {
        var site = await ServeAsync(("/", "<button onclick=\"location='/next'\">Leave</button><button>Second</button>"), ("/next", "<button onclick=\"document.body.append('wrong')\">a</button><button onclick=\"document.body.append('wrong')\">b</button>"));
        var page = await OpenAsync(site.Address);

        var after = await DoAsync($"click('{Bid(page, "button", "Leave")}')\nclick('{Bid(page, "button", "Second")}')");

        Assert.That(after.LastBrowserActionError, Does.Contain("in line 2 failed").And.Contains("belongs to a page that is not shown any more"));
        Assert.That(after.Content, Does.Not.Contain("wrong"));
    }

    [Test]
    public async Task A_covered_element_is_said_to_be_covered()
    {
        var quick = Own(new Local.LocalRuntime(new Local.LocalRuntimeOptions { Plugins = { () => new BrowserPlugin(new BrowserOptions { ElementTimeout = TimeSpan.FromSeconds(2) }) } }));
        await quick.StartAsync(Patience);
        var site = await ServeAsync(("/", "<button>Under</button><div id=veil style='position:fixed;inset:0'></div>"));
        var page = Page(await quick.ExecuteAsync(new BrowseUrlAction(site.Address), Patience));

        var clicked = Page(await quick.ExecuteAsync(new BrowseInteractiveAction($"click('{Bid(page, "button", "Under")}')"), Patience));

        Assert.That(clicked.LastBrowserActionError, Does.Contain("veil").And.Contains("intercepts pointer events"));
    }

    [Test]
    public async Task Mouse_and_keyboard_work_by_coordinates()
    {
        var page = await ShowAsync("<body style='margin:0;height:3000px'><textarea style='position:absolute;left:0;top:0;width:200px;height:100px'></textarea><div id=log style='position:absolute;top:150px'></div><script>for (const e of ['mousedown','mouseup','dblclick','contextmenu']) document.addEventListener(e, x => log.append(e + x.button + ' '))</script>");

        var after = await DoAsync("""
            mouse_click(50, 50)
            keyboard_type("abc")
            keyboard_down("Shift")
            keyboard_press("ArrowLeft")
            keyboard_up("Shift")
            keyboard_insert_text("é🙂")
            mouse_move(300, 300)
            mouse_down(300, 300, button="middle")
            mouse_up(310, 310, button="middle")
            mouse_dblclick(400, 400)
            mouse_drag_and_drop(300, 300, 350, 350)
            scroll(0, 500)
            """);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(page.Error || after.Error, Is.False, after.Content);
            Assert.That(after.ToAccessibilityOutline(), Does.Contain("value='abé🙂'"));
            Assert.That(after.Content, Does.Contain("mousedown1 mouseup1").And.Contains("dblclick0"));
            Assert.That(after.DomObject.Element.GetProperty("documents")[0].GetProperty("scrollOffsetY").GetDouble(), Is.GreaterThan(0));
        }
    }

    [Test]
    public async Task Things_are_dragged_hovered_pressed_and_cleared()
    {
        var page = await ShowAsync("""
            <button onmouseenter="document.body.append('entered ')">Hover</button><input aria-label=Field value=x onkeydown="document.body.append(event.key + ' ')" onfocus="document.body.append('focused ')">
            <div role=button aria-label=From tabindex=0 draggable=true ondragstart="event.dataTransfer.setData('text','1')" style="width:50px;height:50px;background:red"></div>
            <div role=button aria-label=To tabindex=0 ondragover="event.preventDefault()" ondrop="document.body.append('dropped ')" style="width:50px;height:50px;background:blue"></div>
            """);
        var field = Bid(page, "textbox", "Field");

        var after = await DoAsync($"hover('{Bid(page, "button", "Hover")}')\nfocus('{field}')\npress('{field}', 'Control+Enter')\nclear('{field}')\ndrag_and_drop('{Bid(page, "button", "From")}', '{Bid(page, "button", "To")}')");

        Assert.That(after.LastBrowserActionError, Is.Empty);
        Assert.That(after.Content, Does.Contain("entered").And.Contains("focused").And.Contains("Enter").And.Contains("dropped"));
    }

    [Test]
    public async Task Clicks_have_their_button_their_keys_and_their_number()
    {
        var page = await ShowAsync("""
            <button onclick="document.body.append('shift ' + event.shiftKey + ' ')" oncontextmenu="document.body.append('menu '); return false" ondblclick="document.body.append('twice ')">Press</button>
            <input type=checkbox aria-label=Box checked onchange="document.body.append('box ' + this.checked + ' ')">
            """);
        var button = Bid(page, "button", "Press");

        var after = await DoAsync($"click('{button}', modifiers=['Shift'])\nclick('{button}', button='right')\ndblclick('{button}')\nuncheck('{Bid(page, "checkbox", "Box")}')");

        Assert.That(after.LastBrowserActionError, Is.Empty);
        Assert.That(after.Content, Does.Contain("shift true menu shift false shift false twice box false"));
    }

    [Test]
    public async Task A_page_that_changes_its_address_by_script_has_a_way_back()
    {
        var site = Own(await Site.ServeAsync(application => application.MapGet("/", () => Results.Content("""
            <button onclick="history.pushState({}, '', '/second'); document.body.innerHTML = '<button>Second</button>'">First</button><script>onpopstate = () => document.body.innerHTML = '<button>First again</button>'</script>
            """, "text/html"))));
        var page = await OpenAsync(site.Address);
        var first = Bid(page, "button", "First");

        var second = await DoAsync($"click('{first}')");
        var gone = await DoAsync($"click('{first}')");
        var back = await DoAsync("go_back()");

        Assert.That(second.Url, Does.EndWith("/second"));
        Assert.That(Bid(second, "button", "Second"), Is.Not.EqualTo(first));
        Assert.That(gone.LastBrowserActionError, Does.Contain($"'{first}'"));
        Assert.That(back.Url, Does.Not.EndWith("/second"));
        Assert.That(Bid(back, "button", "First again"), Is.Not.EqualTo(first));
    }

    [Test]
    public async Task A_window_that_closes_itself_gives_back_to_the_one_before()
    {
        var site = Own(await Site.ServeAsync(application =>
        {
            application.MapGet("/", () => Results.Content("<p>opener</p><button onclick=\"window.open('/child')\">Open</button>", "text/html"));
            application.MapGet("/child", () => Results.Content("<p>child</p><button onclick='window.close()'>Close</button>", "text/html"));
        }));
        var opener = await OpenAsync(site.Address);
        var child = await DoAsync($"click('{Bid(opener, "button", "Open")}')");

        var after = await DoAsync($"click('{Bid(child, "button", "Close")}')");

        Assert.That(child.Content, Does.Contain("child"));
        Assert.That((after.Error, after.OpenPagesUrls.Count), Is.EqualTo((false, child.OpenPagesUrls.Count - 1)));
        Assert.That(after.Content, Does.Contain("opener"));
    }

    [Test]
    public async Task What_scripts_fetch_is_waited_for()
    {
        var site = Own(await Site.ServeAsync(application =>
        {
            application.MapGet("/", () => Results.Content("<button onclick=\"fetch('/data').then(r => r.text()).then(t => fetch('/data2?' + t)).then(r => r.text()).then(t => document.body.append(t))\">Load</button>", "text/html"));
            application.MapGet("/data", async () => { await Task.Yield(); return "one"; });
            application.MapGet("/data2", (HttpRequest request) => $"got {request.QueryString}");
        }));
        var page = await OpenAsync(site.Address);

        var after = await DoAsync($"click('{Bid(page, "button", "Load")}')");

        Assert.That(after.Content, Does.Contain("got ?one"));
    }

    [Test]
    public async Task What_a_page_fetches_after_long_work_on_an_answer_is_waited_for()
    {
        var site = Own(await Site.ServeAsync(application =>
        {
            application.MapGet("/", () => Results.Content("""
                <script>
                  async function load() {
                    let count = 0;
                    while (count < 3) {
                      count = Number(await (await fetch('/next?' + count)).text());
                      await new Promise(done => setTimeout(done));
                      for (const end = performance.now() + 50; performance.now() < end;);
                    }
                    document.body.append('counted to ' + count);
                  }
                </script>
                <button onclick="load()">Load</button>
                """, "text/html"));
            application.MapGet("/next", (HttpRequest request) => int.Parse(request.QueryString.Value![1..], CultureInfo.InvariantCulture) + 1);
        }));
        var page = await OpenAsync(site.Address);

        var after = await DoAsync($"click('{Bid(page, "button", "Load")}')");

        Assert.That(after.Content, Does.Contain("counted to 3"));
    }
}

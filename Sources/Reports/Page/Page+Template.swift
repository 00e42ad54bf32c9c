// One column, system fonts, no scripts. Wide tables scroll in a box that the keyboard can reach; in print nothing is cut off and links are text.

extension Page {
    static let template = #"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{{title}} ({{profile}})</title>
        <style>
        body { font: 16px/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff; margin: 0 auto; max-width: 72rem; padding: 1rem; }
        h1 { font-size: 1.7rem; line-height: 1.2; } h2 { font-size: 1.3rem; margin-top: 2.5rem; } h3 { font-size: 1.05rem; margin-top: 2rem; }
        a { color: #0b4f9e; } a:focus, .scroll:focus { outline: 3px solid #0b4f9e; outline-offset: 2px; }
        .skip { position: absolute; left: -100rem; } .skip:focus { left: 1rem; background: #fff; padding: .5rem; }
        nav ul { columns: 18rem; padding-left: 1.2rem; } nav li { margin-left: 1.2rem; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums; }
        caption { text-align: left; font-weight: 600; padding: .3rem 0; }
        th, td { border-bottom: 1px solid #c9c9c9; padding: .3rem .6rem; text-align: left; vertical-align: top; }
        .numbers td { text-align: right; } thead th { border-bottom: 2px solid #555; }
        .paper, .note { color: #555; } .gate { color: #8a1c00; font-weight: 600; }
        .within { background: #fff3c4; } .beyond { background: #ffd9d0; } .new { background: #dcecff; }
        figure { margin: 1rem 0; } svg { max-width: 100%; height: auto; }
        pre { overflow-x: auto; font-size: .8rem; background: #f5f5f5; padding: .6rem; }
        @media print {
          body { font-size: 10pt; max-width: none; padding: 0; } nav, .skip { display: none; } .scroll, pre { overflow: visible; white-space: pre-wrap; }
          table { font-size: 7pt; } tr, figure { break-inside: avoid; } a { color: inherit; text-decoration: none; }
        }
        </style>
        </head>
        <body>
        <a class="skip" href="#main">To the results</a>
        <header>
        <h1>{{title}}</h1>
        <p>Profile <strong>{{profile}}</strong>. Every number links to the job that produced it.</p>
        </header>
        <nav aria-label="Contents">
        <ul>
        {{#grids}}<li><a href="#{{id}}">{{id}}: {{title}}</a></li>
        {{/grids}}{{#pictures}}<li><a href="#{{id}}">{{id}}: {{title}}</a></li>
        {{/pictures}}{{#listings}}<li><a href="#{{id}}">{{title}}</a></li>
        {{/listings}}<li><a href="#baselines">Changes since the baselines</a></li>
        <li><a href="#jobs">Jobs</a></li>
        </ul>
        </nav>
        <main id="main">
        {{#summary}}<p>{{.}}</p>
        {{/summary}}
        <h2>Tables</h2>
        {{#grids}}
        <section id="{{id}}">
        <h3>{{title}}</h3>
        <div class="scroll" tabindex="0" role="region" aria-label="{{title}}">
        <table class="numbers">
        <caption>{{id}}: ours, and the paper's number in parentheses</caption>
        <thead><tr><td></td>{{#columns}}<th scope="col">{{.}}</th>{{/columns}}</tr></thead>
        <tbody>
        {{#rows}}<tr><th scope="row">{{title}}</th>{{#cells}}<td{{#movementText}} class="{{movement}}" title="{{movementText}}"{{/movementText}}>{{#href}}<a href="{{href}}"{{#interval}} title="{{interval}}"{{/interval}}>{{text}}</a>{{/href}}{{^href}}{{text}}{{/href}}{{#more}}<sup><a href="{{href}}">{{number}}</a></sup>{{/more}}{{#paper}} <span class="paper">({{paper}})</span>{{/paper}}{{#gates}} <span class="gate">[gate: {{gates}}]</span>{{/gates}}</td>{{/cells}}</tr>
        {{/rows}}</tbody>
        </table>
        </div>
        <p class="note">File: {{file}}</p>
        </section>
        {{/grids}}
        <h2>Figures</h2>
        {{#pictures}}
        <section id="{{id}}">
        <h3>{{title}}</h3>
        <figure>{{{svg}}}<figcaption class="note">Numbers: {{file}}</figcaption></figure>
        </section>
        {{/pictures}}
        {{#listings}}
        <section id="{{id}}">
        <h2>{{title}}</h2>
        <p>{{summary}}</p>
        {{^isEmpty}}<div class="scroll" tabindex="0" role="region" aria-label="{{title}}">
        <table>
        <caption>{{title}}</caption>
        <thead><tr>{{#header}}<th scope="col">{{.}}</th>{{/header}}</tr></thead>
        <tbody>
        {{#rows}}<tr>{{#words}}<td>{{.}}</td>{{/words}}</tr>
        {{/rows}}</tbody>
        </table>
        </div>{{/isEmpty}}
        </section>
        {{/listings}}
        <section id="baselines">
        <h2>Changes since the baselines</h2>
        <pre>{{differences}}</pre>
        </section>
        <section id="jobs">
        <h2>Jobs</h2>
        <p>The run that first produced each number. Unknown fields are empty. A repeated run gives the same bits.</p>
        <div class="scroll" tabindex="0" role="region" aria-label="Jobs">
        <table>
        <caption>Jobs behind the numbers</caption>
        <thead><tr><th scope="col">key</th><th scope="col">job</th><th scope="col">commit</th><th scope="col">machine</th><th scope="col">finished</th><th scope="col">seconds</th></tr></thead>
        <tbody>
        {{#jobs}}<tr id="{{id}}"><td>{{key}}</td><td>{{label}}</td><td>{{commit}}</td><td>{{machine}}</td><td>{{date}}</td><td>{{seconds}}</td></tr>
        {{/jobs}}</tbody>
        </table>
        </div>
        </section>
        </main>
        </body>
        </html>

        """#
}

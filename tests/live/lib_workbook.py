# SPDX-License-Identifier: MIT
"""What an agency does with its workbook, without a spreadsheet program:
  edit FILE SHEET-LABEL MATCH HEADING VALUE    in the row whose cells contain MATCH, puts VALUE under HEADING
  add FILE SHEET-LABEL HEADING=VALUE…          one more row
  drop FILE SHEET-LABEL MATCH                  takes the row away
  show FILE SHEET-LABEL                        its rows, tab separated
  hidden FILE                                  names of hidden sheets
"""
import re
import sys
import zipfile
from xml.etree import ElementTree as ET

M = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
R = '{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id'
ET.register_namespace('', M[1:-1])
ET.register_namespace('r', R[1:-3])


class Book:
    def __init__(self, path):
        self.path = path
        with zipfile.ZipFile(path) as z:
            self.parts = {n: z.read(n) for n in z.namelist()}
        book = ET.fromstring(self.parts['xl/workbook.xml'])
        rels = {r.get('Id'): r.get('Target') for r in ET.fromstring(self.parts['xl/_rels/workbook.xml.rels'])}
        self.sheets = {s.get('name'): 'xl/' + rels[s.get(R)] for s in book.iter(M + 'sheet')}
        self.hidden = [s.get('name') for s in book.iter(M + 'sheet') if s.get('state')]
        shared = self.parts.get('xl/sharedStrings.xml')
        self.shared = [''.join(t.text or '' for t in s.iter(M + 't')) for s in ET.fromstring(shared)] if shared else []

    def open(self, label):
        self.part = self.sheets[label]
        self.tree = ET.fromstring(self.parts[self.part])
        self.rows = list(self.tree.iter(M + 'row'))
        self.heads = {self.text(c): re.sub(r'\d', '', c.get('r')) for c in self.rows[0]}

    def text(self, c):
        v = c.find(M + 'v')
        if c.get('t') == 's':
            return self.shared[int(v.text)]
        return ''.join(t.text or '' for t in c.iter(M + 't')) or (v.text if v is not None and v.text else '')

    def find(self, match):
        return next(r for r in self.rows[1:] if any(match in self.text(c) for c in r))

    def put(self, row, column, value):
        at = column + row.get('r')
        cell = next((c for c in row if c.get('r') == at), None)
        if cell is None:
            cell = ET.SubElement(row, M + 'c', {'r': at})
            def place(c):
                letters = re.sub(r'\d', '', c.get('r'))
                return len(letters), letters
            row[:] = sorted(row, key=place)
        for child in list(cell):
            cell.remove(child)
        cell.set('t', 'inlineStr')
        ET.SubElement(ET.SubElement(cell, M + 'is'), M + 't').text = value

    def save(self):
        self.parts[self.part] = ET.tostring(self.tree)
        with zipfile.ZipFile(self.path, 'w', zipfile.ZIP_DEFLATED) as z:
            for name, data in self.parts.items():
                z.writestr(name, data)


def main(what, path, *words):
    book = Book(path)
    if what == 'hidden':
        print('\n'.join(book.hidden))
        return
    book.open(words[0])
    if what == 'edit':
        book.put(book.find(words[1]), book.heads[words[2]], words[3])
    elif what == 'add':
        row = ET.SubElement(book.tree.find(M + 'sheetData'), M + 'row', {'r': str(int(book.rows[-1].get('r')) + 1)})
        for pair in words[1:]:
            head, value = pair.split('=', 1)
            book.put(row, book.heads[head], value)
    elif what == 'drop':
        book.tree.find(M + 'sheetData').remove(book.find(words[1]))
    elif what == 'show':
        for row in book.rows:
            print('\t'.join(book.text(c) for c in row))
        return
    book.save()


main(*sys.argv[1:])

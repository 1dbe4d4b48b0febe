"""Sites made by static site generators: what a folder belongs to, what metadata and names of files say, addresses.

evidence.py    the generator that a folder says it belongs to, by its configuration or by its folders' names
metadata.py, file_names.py
               what is said at the head of a file and by its path, under our names; drafts
config.py      configuration files as plain values; never anything executed
leftout.py     what is no article by itself: templates, built copies, libraries, project files
companions.py  images, styles and settings beside the articles, told together
folder_data.py metadata of whole folders that keep them private
slugs.py       words as each generator writes them in an address
patterns.py    permalink patterns: `/:year/:month/:title/`
hugo.py, jekyll.py, pelican.py, hexo.py, docusaurus.py
               one generator's rules each
plainly.py     generators whose rule is the path of the file: MkDocs, Zola, Eleventy, Astro, Quarto, VuePress…
"""

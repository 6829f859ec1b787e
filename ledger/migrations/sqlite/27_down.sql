DELETE FROM shares WHERE part = 'authority';
